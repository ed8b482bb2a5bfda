using Cake.Core;

namespace Cake.Frosting.Tests;

public sealed class ContextTests
{
    private readonly TestBuild build = new();

    private interface IGreeting : IFrostingContext
    {
        string Word { get; }
    }

    [Test]
    public void A_task_may_ask_for_an_interface()
    {
        build.With<Greet>().Host.UseContext<Greeting>();
        Assert.That(build.Run("-t", "Greet"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "hello" }));
    }

    [Test]
    public void The_last_context_wins()
    {
        build.With<Greet>().Host.UseContext<Greeting>().UseContext<Farewell>();
        Assert.That(build.Run("-t", "Greet"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "farewell" }));
    }

    [Test]
    public void A_task_whose_context_is_another_is_left_out_with_a_warning_and_the_others_run()
    {
        Assert.That(build.With<Greet>().With<Plain>().Run("-t", "Plain"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "plain" }));
        Assert.That(build.Output, Does.Contain("Task Greet cannot be used").And.Contain(nameof(IGreeting)).And.Contain("Cake.Frosting.FrostingContext"));
    }

    [Test]
    public void So_is_a_task_with_a_base_class_in_between()
    {
        Assert.That(build.With<GreetTwice>().With<Plain>().Run("-t", "Plain"), Is.Zero);
        Assert.That(build.Output, Does.Contain("Task GreetTwice cannot be used"));
    }

    [Test]
    public void A_task_that_was_left_out_is_no_target()
    {
        Assert.That(build.With<Greet>().Run("-t", "Greet"), Is.EqualTo(1));
        Assert.That(build.Errors, Does.Contain("The target 'Greet' was not found."));
    }

    [Test]
    public void A_base_class_in_between_does_no_harm_where_the_context_fits()
    {
        build.With<GreetTwice>().Host.UseContext<Greeting>();
        Assert.That(build.Run("-t", "GreetTwice"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "hello", "hello" }));
    }

    [Test]
    public void A_task_may_implement_the_interface_itself()
    {
        Assert.That(build.With<Bare>().Run("-t", "Bare"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "asked", "bare", "finally" }));
    }

    private class Greeting(ICakeContext context) : FrostingContext(context), IGreeting
    {
        public virtual string Word => "hello";
    }

    private sealed class Farewell(ICakeContext context) : Greeting(context)
    {
        public override string Word => "farewell";
    }

    private sealed class Greet(List<string> steps) : FrostingTask<IGreeting>
    {
        public override void Run(IGreeting context) => steps.Add(context.Word);
    }

    private abstract class Greeter(List<string> steps) : AsyncFrostingTask<IGreeting>
    {
        public override Task RunAsync(IGreeting context)
        {
            steps.AddRange([context.Word, context.Word]);
            return Task.CompletedTask;
        }
    }

    private sealed class GreetTwice(List<string> steps) : Greeter(steps);

    private sealed class Plain(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.Add("plain");
    }

    private sealed class Bare(List<string> steps) : IFrostingTask
    {
        public Task RunAsync(ICakeContext context)
        {
            steps.Add("bare");
            return Task.CompletedTask;
        }

        public bool ShouldRun(ICakeContext context)
        {
            steps.Add("asked");
            return true;
        }

        public void OnError(Exception exception, ICakeContext context) => throw exception;

        public void Finally(ICakeContext context) => steps.Add("finally");
    }
}
