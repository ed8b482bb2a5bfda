using Cake.Core;

namespace Cake.Frosting.Tests;

public sealed class ShouldRunTests
{
    private readonly TestBuild build = new TestBuild().With<Skipped>().With<AfterSkipped>().With<Plain>();

    [Test]
    public void A_dependency_that_should_not_run_is_skipped_and_a_verbose_log_says_why()
    {
        Assert.That(build.Run("-t", "AfterSkipped", "-v", "verbose"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "after" }));
        Assert.That(build.Output, Does.Match("Skipped +- +Skipped").And.Contain("Skipping task: not on a Sunday"));
    }

    [Test]
    public void A_target_that_should_not_run_is_an_error()
    {
        Assert.That(build.Run("-t", "Skipped"), Is.EqualTo(1));
        Assert.That(build.Errors, Does.Contain("Could not reach target 'Skipped' since it was skipped due to a criteria: not on a Sunday."));
    }

    [Test]
    public void Steps_that_a_task_does_not_have_are_not_wired()
    {
        build.Host.UseSetup<Look>();
        Assert.That(build.Run("-t", "AfterSkipped", "-t", "Plain"), Is.Zero);
        Assert.That(build.Steps, Does.Contain("Plain: 0 criteria, handler False, finally False").And.Contain("Skipped: 1 criteria, handler True, finally True"));
    }

    private sealed class Skipped : FrostingTask, IFrostingTask
    {
        public string SkippedMessage => "not on a Sunday";

        public override bool ShouldRun(ICakeContext context) => false;

        public override void OnError(Exception exception, ICakeContext context) => throw exception;

        public override void Finally(ICakeContext context) => throw new InvalidOperationException();
    }

    [IsDependentOn(typeof(Skipped))]
    private sealed class AfterSkipped(List<string> steps) : FrostingTask
    {
        public override bool ShouldRun(ICakeContext context) => true;

        public override void Run(ICakeContext context) => steps.Add("after");
    }

    private sealed class Plain : FrostingTask;

    private sealed class Look(List<string> steps) : FrostingSetup
    {
        public override void Setup(ICakeContext context, ISetupContext info) => steps.AddRange(info.TasksToExecute.OfType<CakeTask>().Select(task =>
            $"{task.Name}: {task.Criterias.Count} criteria, handler {task.ErrorHandler is not null}, finally {task.FinallyHandler is not null}"));
    }
}
