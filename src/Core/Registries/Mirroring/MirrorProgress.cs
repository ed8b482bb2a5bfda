using Mesh.Core.Journal;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>How far the copy of one image has come. Told in tenths, and not for every small part of one: a log keeps each line.</summary>
internal sealed class MirrorProgress(RunJournal journal, MirrorPlan plan)
{
    private const long SmallestStep = 8_000_000;

    private readonly Lock gate = new();
    private readonly long total = plan.BytesToMove;
    private readonly string key = plan.Destination.ToString();
    private long done;
    private long told;

    /// <summary>Hears of one blob: how many bytes of it have come over so far; less than before when it starts anew.</summary>
    public IProgress<long> OfBlob() => new Blob(this);

    /// <summary>The last line.</summary>
    public void Finish(string text) => journal.Progress(key, text, finished: true);

    /// <summary>The last line of a copy that was not finished.</summary>
    public void Break() => Finish($"broken off at {Words}");

    private string Words => $"{ByteCount.Words(Math.Min(done, total))} of {ByteCount.Words(total)}";

    private void Add(long bytes)
    {
        lock (gate)
        {
            done += bytes;
            if (done - told < Math.Max(total / 10, SmallestStep) || done >= total)
            {
                return;
            }

            told = done;
            journal.Progress(key, Words);
        }
    }

    private sealed class Blob(MirrorProgress image) : IProgress<long>
    {
        private long last;

        public void Report(long value) => image.Add(value - Interlocked.Exchange(ref last, value));
    }
}
