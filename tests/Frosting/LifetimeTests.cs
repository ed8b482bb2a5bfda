using Cake.Core;

namespace Cake.Frosting.Tests;

public sealed class LifetimeTests
{
    private readonly TestBuild build = new TestBuild().With<Work>().With<Break>();

    [Test]
    public void Setup_and_teardown_stand_around_the_run_and_around_each_task()
    {
        build.Host.UseLifetime<Around>().UseTaskLifetime<AroundTask>();
        Assert.That(build.Run("-t", "Work"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "setup of Work", "asked", "task setup of Work", "work", "task teardown of Work", "teardown, successful True, error none" }));
    }

    [Test]
    public void Teardown_learns_of_the_failure()
    {
        build.Host.UseLifetime<Around>();
        Assert.That(build.Run("-t", "Break"), Is.EqualTo(1));
        Assert.That(build.Steps, Is.EqualTo(new[] { "setup of Break", "teardown, successful False, error boom" }));
    }

    [Test]
    public void A_dry_run_runs_setup_and_teardown_and_asks_what_should_run_but_runs_no_task([Values("--dryrun", "--noop", "--whatif")] string option)
    {
        build.Host.UseLifetime<Around>();
        Assert.That(build.Run("-t", "Work", option), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "setup of Work", "asked", "teardown, successful True, error none" }));
        Assert.That(build.Output, Does.Contain("1. Work").And.Contain("This was a dry run."));
    }

    [Test]
    public void Each_end_may_be_registered_alone_and_the_last_registration_wins()
    {
        build.Host.UseLifetime<Around>().UseTaskLifetime<AroundTask>()
            .UseSetup<OtherSetup>().UseTeardown<OtherTeardown>().UseTaskSetup<OtherTaskSetup>().UseTaskTeardown<OtherTaskTeardown>();
        Assert.That(build.Run("-t", "Work"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "other setup", "asked", "other task setup", "work", "other task teardown", "other teardown" }));
    }

    private sealed class Work(List<string> steps) : FrostingTask
    {
        public override bool ShouldRun(ICakeContext context)
        {
            steps.Add("asked");
            return true;
        }

        public override void Run(ICakeContext context) => steps.Add("work");
    }

    private sealed class Break : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException("boom");
    }

    private sealed class Around(List<string> steps) : FrostingLifetime<IFrostingContext>
    {
        private string? target;

        public override void Setup(IFrostingContext context, ISetupContext info) => steps.Add($"setup of {target = info.TargetTask.Name}");

        public override void Teardown(IFrostingContext context, ITeardownContext info)
        {
            Assert.That(target, Is.Not.Null, "setup and teardown are one object");
            steps.Add($"teardown, successful {info.Successful}, error {info.ThrownException?.Message ?? "none"}");
        }
    }

    private sealed class AroundTask(List<string> steps) : FrostingTaskLifetime
    {
        public override void Setup(ICakeContext context, ITaskSetupContext info) => steps.Add($"task setup of {info.Task.Name}");

        public override void Teardown(ICakeContext context, ITaskTeardownContext info) => steps.Add($"task teardown of {info.Task.Name}");
    }

    private sealed class OtherSetup(List<string> steps) : FrostingSetup
    {
        public override void Setup(ICakeContext context, ISetupContext info) => steps.Add("other setup");
    }

    private sealed class OtherTeardown(List<string> steps) : FrostingTeardown
    {
        public override void Teardown(ICakeContext context, ITeardownContext info) => steps.Add("other teardown");
    }

    private sealed class OtherTaskSetup(List<string> steps) : FrostingTaskSetup
    {
        public override void Setup(ICakeContext context, ITaskSetupContext info) => steps.Add("other task setup");
    }

    private sealed class OtherTaskTeardown(List<string> steps) : FrostingTaskTeardown
    {
        public override void Teardown(ICakeContext context, ITaskTeardownContext info) => steps.Add("other task teardown");
    }
}
