using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Journal;

public sealed class RunJournalTests
{
    private const string Secret = "hunter2!";
    private readonly ManualTime time = new();
    private readonly HeardEvents heard = new();
    private readonly RunJournal journal;

    public RunJournalTests()
    {
        journal = new RunJournal(time, new Secrets());
        journal.Secrets.Add(Secret);
        journal.Listen(heard);
    }

    [Test]
    public void A_step_runs_from_its_begin_to_its_end()
    {
        var began = time.GetUtcNow();
        journal.BeginStep("Mesh.Deliver");
        Assert.That(journal.Steps, Is.EqualTo(new[] { new Step("Mesh.Deliver", began, TimeSpan.Zero, StepStatus.Running, "", null) }));

        time.Advance(TimeSpan.FromSeconds(3));
        journal.Summarize("first");
        journal.Summarize("3 restarted");
        journal.EndStep(StepStatus.Executed);
        Assert.That(journal.Steps, Is.EqualTo(new[] { new Step("Mesh.Deliver", began, TimeSpan.FromSeconds(3), StepStatus.Executed, "3 restarted", null) }));
        Assert.That(heard.Lines, Has.Count.EqualTo(2));
    }

    [TestCase(StepStatus.Executed, StepStatus.NotEvaluated)]
    [TestCase(StepStatus.Simulated, StepStatus.NotEvaluated)]
    [TestCase(StepStatus.Failed, StepStatus.Failed)]
    public void A_step_that_could_not_look_says_so_unless_it_failed(StepStatus given, StepStatus shown)
    {
        journal.BeginStep("a");
        journal.NotEvaluated("no cluster");
        journal.EndStep(given);
        journal.BeginStep("b");
        journal.EndStep(StepStatus.Executed);
        Assert.That(journal.Steps.Select(step => (step.Status, step.Note)), Is.EqualTo(new[] { (shown, "no cluster"), (StepStatus.Executed, "") }));
    }

    [Test]
    public void Outside_a_step_nothing_is_summarized_or_ended()
    {
        journal.Summarize("too early");
        journal.NotEvaluated("too early");
        journal.EndStep(StepStatus.Failed);
        journal.BeginStep("a");
        journal.EndStep(StepStatus.Executed);
        journal.Summarize("too late");
        journal.NotEvaluated("too late");
        journal.EndStep(StepStatus.Failed);
        Assert.That(journal.Steps.Select(step => (step.Status, step.Note)), Is.EqualTo(new[] { (StepStatus.Executed, "") }));
    }

    [Test]
    public void No_secret_that_goes_in_comes_out()
    {
        journal.BeginStep("a");
        journal.Summarize($"with {Secret}");
        journal.Note($"note {Secret}");
        journal.Progress($"deployment/{Secret}", $"waits for {Secret}");
        journal.ToolOutput("helm", $"--password {Secret}", isError: true);
        journal.Find(new Finding("SRC001", Severity.Error, $"s {Secret}", $"e {Secret}", $"c {Secret}", $"r {Secret}", $"f {Secret}", 7));
        journal.Record(new ChangeRecord("file", $"s {Secret}", "create", $"d {Secret}", $"u {Secret}", true, $"c {Secret}"));
        journal.Record(new ToolCall($"/opt/{Secret}/helm", ["--password", Secret, $"--set=a={Secret}"], time.GetUtcNow(), TimeSpan.Zero, 0));
        journal.Configure([new Setting("registries[0].password", Secret, "MESH_PASSWORD")]);
        journal.EndStep(StepStatus.Failed, new Failure(65, $"because of {Secret}", $"Change {Secret}"));

        var kept = journal.Steps.Select(step => $"{step} {step.Failure}").Concat(journal.Findings.Select(finding => $"{finding}")).Concat(journal.Changes.Select(change => $"{change}"))
            .Concat(journal.ToolCalls.Select(call => $"{call.Tool} {string.Join(' ', call.Arguments)}")).Concat(journal.Settings.Select(setting => $"{setting}")).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(kept.Concat(heard.Lines), Has.None.Contains(Secret));
            Assert.That(kept, Has.Count.EqualTo(5).And.All.Contains("***"));
            Assert.That(heard.Lines, Has.Count.EqualTo(7));
            Assert.That(heard.Lines.Skip(1), Has.All.Contains("***"));
            Assert.That(journal.ToolCalls[0].Arguments, Is.EqualTo(new[] { "--password", "***", "--set=a=***" }));
        });
    }

    [Test]
    public void What_is_not_there_stays_away()
    {
        journal.Find(Catalogue.CrashLoop.On("deployment/web in beta", "exit 1"));
        journal.Record(new ChangeRecord("cluster", "deployment/web in beta", "restart", "", null, true, null));
        Assert.That((journal.Findings[0].File, journal.Findings[0].Line, journal.Changes[0].Undo, journal.Changes[0].Checked), Is.EqualTo(((string?)null, (int?)null, (string?)null, (string?)null)));
    }

    [Test]
    public void Settings_are_replaced_and_lists_handed_out_stay_as_they_are()
    {
        journal.Configure([new Setting("a", "1", Setting.Default), new Setting("b", "2", Setting.Default)]);
        var before = journal.Settings;
        journal.Configure([new Setting("c", "3", "mesh.yaml:3")]);
        Assert.That(before, Has.Count.EqualTo(2));
        Assert.That(journal.Settings, Is.EqualTo(new[] { new Setting("c", "3", "mesh.yaml:3") }));
    }

    [Test]
    public void Many_threads_may_write_and_each_listener_hears_one_call_at_a_time()
    {
        Parallel.For(0, 1000, number =>
        {
            journal.Note($"{number}");
            journal.Record(new ToolCall("helm", [], time.GetUtcNow(), TimeSpan.Zero, number));
        });
        Assert.That(heard.Lines.Distinct().Count(), Is.EqualTo(1000));
        Assert.That(journal.ToolCalls, Has.Count.EqualTo(1000));
    }
}
