using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Rollouts;

/// <summary>A scripted cluster, a clock that stands still and a journal that can be waited on.</summary>
internal sealed class Bench : IJournalListener
{
    public static readonly WorkloadRef Web = new(WorkloadKind.Deployment, "beta", "web");
    private readonly Lock gate = new();
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource Reached)> waiters = [];
    private readonly List<string> progress = [];
    private readonly List<string> notes = [];

    public Bench(DryRun dryRun = DryRun.Off, IExplains? explains = null)
    {
        Journal = new RunJournal(Time, new Secrets()) { Explains = explains };
        Journal.Listen(this);
        Gate = new ChangeGate(dryRun, Journal);
    }

    public ManualTime Time { get; } = new();

    public ScriptedCluster Cluster { get; } = new();

    public RunJournal Journal { get; }

    public ChangeGate Gate { get; }

    public WorkloadRestarter Restarter => new(Cluster, Gate, Journal, Time);

    public IReadOnlyList<string> Notes => Copy(notes);

    public IReadOnlyList<string> Progress => Copy(progress);

    public Task<RolloutStatus> WaitAsync(WorkloadRef workload, TimeSpan? timeout = null, CancellationToken cancellation = default) =>
        new RolloutWatcher(Cluster, Journal, Time).WaitAsync(workload, 0, timeout ?? TimeSpan.FromMinutes(5), null, cancellation);

    /// <summary>Returns once a progress line holds the text: the rollout then has taken in what was put into the cluster, and its alarm is set.</summary>
    /// <param name="text">The text.</param>
    /// <param name="without">What the line may not hold: changes of different kinds come in no order, and the last of them may be the one that takes this away.</param>
    public async Task ReachAsync(string text, string? without = null)
    {
        bool Is(string line) => line.Contains(text, StringComparison.Ordinal) && (without is null || !line.Contains(without, StringComparison.Ordinal));
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (progress.Exists(Is))
            {
                return;
            }

            waiters.Add((Is, reached));
        }

        try
        {
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (TimeoutException)
        {
            Assert.Fail($"never reached '{text}'; there was: {string.Join(" | ", Progress)}");
        }
    }

    /// <summary>The rollout must fail exactly when the clock has moved on by so much, and not a millisecond before.</summary>
    public async Task<MeshException> FailsAfterAsync(TimeSpan delay, Task rollout)
    {
        if (delay > TimeSpan.Zero)
        {
            Time.Advance(delay - TimeSpan.FromMilliseconds(1));
            Assert.That(rollout.IsCompleted, Is.False, "failed too early");
            Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        return await FailureOf(rollout);
    }

    public static async Task<MeshException> FailureOf(Task task)
    {
        try
        {
            await task.WaitAsync(TimeSpan.FromSeconds(20));
        }
        catch (MeshException error)
        {
            return error;
        }

        throw new AssertionException("it did not fail");
    }

    void IJournalListener.OnProgress(string key, string text, bool finished)
    {
        lock (gate)
        {
            var line = $"{key}: {text}";
            progress.Add(line);
            foreach (var waiter in waiters.Where(waiter => waiter.Wanted(line)).ToList())
            {
                waiters.Remove(waiter);
                waiter.Reached.SetResult();
            }
        }
    }

    void IJournalListener.OnNote(string text)
    {
        lock (gate)
        {
            notes.Add(text);
        }
    }

    private List<string> Copy(List<string> list)
    {
        lock (gate)
        {
            return [.. list];
        }
    }
}
