using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Mesh.Core.Registries.Http;

/// <summary>Does each thing once at a time: whoever asks for what is being made already waits for that. It is stopped when nobody waits for it any more.</summary>
/// <param name="keep">True to give what was made, or how it failed, to those who come later as well.</param>
internal sealed class SingleFlight<TKey, TValue>(bool keep = false)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Flight> flights = new();

    public async Task<TValue> GetAsync(TKey key, Func<CancellationToken, Task<TValue>> make, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var flight = flights.GetOrAdd(key, _ => new Flight());
            if (!flight.Board())
            {
                // Given up by all others a moment ago.
                flights.TryRemove(KeyValuePair.Create(key, flight));
                continue;
            }

            try
            {
                return await flight.Start(() => FlyAsync(key, flight, make)).WaitAsync(cancellation);
            }
            finally
            {
                if (flight.Leave())
                {
                    flights.TryRemove(KeyValuePair.Create(key, flight));
                }
            }
        }
    }

    private async Task<TValue> FlyAsync(TKey key, Flight flight, Func<CancellationToken, Task<TValue>> make)
    {
        // Lets the lock go that the flight is started under.
        await Task.Yield();
        try
        {
            return await make(flight.Stop);
        }
        finally
        {
            if (!keep)
            {
                flights.TryRemove(KeyValuePair.Create(key, flight));
            }
        }
    }

    // Its stop has no timer and is waited for by nobody's handle: it needs no disposal.
    [SuppressMessage("Reliability", "CA1001", Justification = "nothing of it outlives its passengers")]
    private sealed class Flight
    {
        private readonly Lock gate = new();
        private readonly CancellationTokenSource stop = new();
        private Task<TValue>? task;
        private int passengers;
        private bool abandoned;

        public CancellationToken Stop => stop.Token;

        public bool Board()
        {
            lock (gate)
            {
                passengers += abandoned ? 0 : 1;
                return !abandoned;
            }
        }

        public Task<TValue> Start(Func<Task<TValue>> fly)
        {
            lock (gate)
            {
                return task ??= fly();
            }
        }

        /// <returns>True when it was the last passenger of a flight that has not landed, which ends it.</returns>
        public bool Leave()
        {
            lock (gate)
            {
                abandoned |= --passengers == 0 && task is not { IsCompleted: true };
            }

            if (abandoned)
            {
                stop.Cancel();
            }

            return abandoned;
        }
    }
}
