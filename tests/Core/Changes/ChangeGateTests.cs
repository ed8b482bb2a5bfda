using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Changes;

public sealed class ChangeGateTests
{
    private readonly RunJournal journal = new(new ManualTime(), new Secrets());
    private readonly Notes notes = new();
    private readonly List<string> done = [];

    public ChangeGateTests() => journal.Listen(notes);

    [Test]
    public async Task A_change_is_made_and_recorded()
    {
        await Gate(DryRun.Off).PassAsync(Change("web"), default);

        Assert.That(done, Is.EqualTo(new[] { "execute web" }));
        Assert.That(journal.Changes.Single(), Is.EqualTo(new ChangeRecord("cluster", "web", "update", "+x", "put it back", Executed: true, Checked: null)));
    }

    [Test]
    public async Task A_dry_run_asks_the_server_and_makes_nothing()
    {
        await Gate(DryRun.Server).PassAsync(Change("web"), default);

        Assert.That(done, Is.EqualTo(new[] { "ask web" }));
        Assert.That((journal.Changes.Single().Executed, journal.Changes.Single().Checked), Is.EqualTo((false, "accepted")));
    }

    [Test]
    public async Task A_dry_run_without_anybody_to_ask_only_shows()
    {
        await Gate(DryRun.Server).PassAsync(Change("web") with { Ask = null }, default);

        Assert.That(done, Is.Empty);
        Assert.That((journal.Changes.Single().Executed, journal.Changes.Single().Checked), Is.EqualTo((false, (string?)null)));
    }

    [Test]
    public async Task A_client_dry_run_asks_nobody_and_says_so()
    {
        await Gate(DryRun.Client).PassAsync(Change("web"), default);

        Assert.That(done, Is.Empty);
        Assert.That(journal.Changes.Single().Checked, Does.StartWith("not evaluated"));
    }

    [TestCase(DryRun.Off)]
    [TestCase(DryRun.Server)]
    public void A_failure_is_thrown_on_and_recorded_as_not_executed(DryRun dryRun)
    {
        var refusal = new MeshException(ExitCode.Refused, "the webhook said no", "ask it");
        var change = Change("web") with { Execute = _ => throw refusal, Ask = _ => throw refusal };

        Assert.That(async () => await Gate(dryRun).PassAsync(change, default), Throws.Exception.SameAs(refusal));
        Assert.That(journal.Changes.Single().Executed, Is.False);
        Assert.That(journal.Changes.Single().Checked, Does.StartWith("refused: the webhook said no"));
    }

    [TestCase(true, "stopped before the answer came")]
    [TestCase(false, "refused: late")]
    public void A_change_that_the_run_cut_off_is_not_called_refused(bool stopped, string told)
    {
        var change = Change("web") with { Execute = _ => throw new OperationCanceledException("late") };

        Assert.That(async () => await Gate(DryRun.Off).PassAsync(change, new CancellationToken(stopped)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((journal.Changes.Single().Executed, journal.Changes.Single().Checked), Is.EqualTo((false, told)));
    }

    [Test]
    public async Task Undoing_goes_from_the_newest_to_the_oldest_and_does_it_once()
    {
        var gate = Gate(DryRun.Off);
        await gate.PassAsync(Change("first"), default);
        await gate.PassAsync(Change("stays") with { UndoOnAbort = null }, default);
        await gate.PassAsync(Change("last"), default);
        done.Clear();

        await gate.UndoAsync(default);
        await gate.UndoAsync(default);

        Assert.That(done, Is.EqualTo(new[] { "undo last", "undo first" }));
    }

    [Test]
    public async Task A_change_that_failed_half_way_is_undone_too()
    {
        var gate = Gate(DryRun.Off);
        Assert.That(async () => await gate.PassAsync(Change("web") with { Execute = _ => throw new IOException("cut off") }, default), Throws.InstanceOf<IOException>());

        await gate.UndoAsync(default);

        Assert.That(done, Is.EqualTo(new[] { "undo web" }));
    }

    [Test]
    public async Task An_undo_that_fails_is_noted_with_the_way_by_hand_and_stops_no_other()
    {
        var gate = Gate(DryRun.Off);
        await gate.PassAsync(Change("first"), default);
        await gate.PassAsync(Change("last") with { UndoOnAbort = _ => throw new IOException("gone") }, default);
        done.Clear();

        await gate.UndoAsync(default);

        Assert.That(done, Is.EqualTo(new[] { "undo first" }));
        Assert.That(notes.Lines, Has.Some.StartsWith("NOT undone: update last: gone").And.Some.Contains("By hand: put it back"));
    }

    [Test]
    public async Task What_is_kept_is_not_undone()
    {
        var gate = Gate(DryRun.Off);
        await gate.PassAsync(Change("web"), default);
        gate.Keep();
        done.Clear();

        await gate.UndoAsync(default);

        Assert.That(done, Is.Empty);
    }

    [TestCase(DryRun.Server)]
    [TestCase(DryRun.Client)]
    public async Task After_a_dry_run_there_is_nothing_to_undo(DryRun dryRun)
    {
        var gate = Gate(dryRun);
        await gate.PassAsync(Change("web"), default);
        done.Clear();

        await gate.UndoAsync(default);

        Assert.That(done, Is.Empty);
    }

    private ChangeGate Gate(DryRun dryRun) => new(dryRun, journal);

    private Change Change(string subject) => new()
    {
        Target = "cluster",
        Subject = subject,
        Action = "update",
        Diff = "+x",
        Undo = "put it back",
        Execute = Do($"execute {subject}"),
        Ask = Do($"ask {subject}"),
        UndoOnAbort = Do($"undo {subject}"),
    };

    private Func<CancellationToken, Task> Do(string what) => _ =>
    {
        done.Add(what);
        return Task.CompletedTask;
    };

    private sealed class Notes : IJournalListener
    {
        public List<string> Lines { get; } = [];

        public void OnNote(string text) => Lines.Add(text);
    }
}
