using Cake.Core;

namespace Cake.Frosting.Tests;

public sealed class OrderTests
{
    private readonly TestBuild build = new TestBuild().With<Deliver>().With<Test>().With<Compile>().With<Clean>().With<Publish>().With<Sign>();

    [Test]
    public void Dependencies_run_first_in_the_order_of_the_attributes()
    {
        Assert.That(build.Run("--target", "Deliver"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "clean", "compile", "test", "deliver" }));
    }

    [Test]
    public void A_dependee_runs_before_the_task_that_does_not_know_it()
    {
        Assert.That(build.Run("--target", "Publish"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "sign", "publish" }));
    }

    [Test]
    public void Several_targets_share_what_they_depend_on()
    {
        Assert.That(build.Run("-t", "Test", "--target=Deliver", "-t=Publish"), Is.Zero);
        Assert.That(build.Steps, Is.Unique.And.EquivalentTo(new[] { "clean", "compile", "test", "deliver", "sign", "publish" }));
    }

    [TestCase("--exclusive")]
    [TestCase("-e")]
    [TestCase("--exclusive=true")]
    public void An_exclusive_target_runs_alone(string exclusive)
    {
        Assert.That(build.Run("--target", "Deliver", exclusive), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "deliver" }));
    }

    [Test]
    public void Targets_do_not_care_for_case()
    {
        Assert.That(build.Run("--target", "cLEAN"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "clean" }));
    }

    [Test]
    public void Without_a_target_the_task_Default_runs()
    {
        Assert.That(build.With<Default>().Run(), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "default" }));
    }

    [Test]
    public void The_report_names_each_task_once_and_in_order()
    {
        build.Run("--target", "Deliver");
        var table = build.Output[build.Output.IndexOf("Duration", StringComparison.Ordinal)..];
        var tasks = table.Split('\n').Select(line => line.Split(' ')[0]).Where(word => word is "Clean" or "Compile" or "Test" or "Deliver");
        Assert.That(tasks, Is.EqualTo(new[] { "Clean", "Compile", "Test", "Deliver" }));
    }

    private sealed class Default(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.Add("default");
    }

    private sealed class Clean(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.Add("clean");
    }

    [IsDependentOn(typeof(Clean))]
    private sealed class Compile(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.Add("compile");
    }

    [IsDependentOn(typeof(Compile))]
    private sealed class Test(List<string> steps) : AsyncFrostingTask
    {
        public override async Task RunAsync(ICakeContext context)
        {
            await Task.Yield();
            steps.Add("test");
        }
    }

    [IsDependentOn(typeof(Clean))]
    [IsDependentOn(typeof(Compile))]
    [IsDependentOn(typeof(Test))]
    private sealed class Deliver(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.Add("deliver");
    }

    private sealed class Publish(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.Add("publish");
    }

    [IsDependeeOf(typeof(Publish))]
    private sealed class Sign(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.Add("sign");
    }
}
