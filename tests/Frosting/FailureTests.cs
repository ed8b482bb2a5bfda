using Cake.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.Frosting.Tests;

public sealed class FailureTests
{
    private readonly TestBuild build = new();

    [Test]
    public void A_failed_task_ends_the_run_with_one_whatever_its_own_code()
    {
        Assert.That(build.With<Break>().With<AfterBreak>().Run("-t", "AfterBreak"), Is.EqualTo(1));
        Assert.That(build.Steps, Is.EqualTo(new[] { "break" }));
        Assert.That(build.Errors, Does.Contain("An error occurred when executing task 'Break'.").And.Contain("Error: boom"));
        Assert.That(build.Output, Does.Match("Break +[0-9:.]+ +Failed"));
    }

    [Test]
    public void A_failed_asynchronous_task_ends_the_run_too()
    {
        Assert.That(build.With<BreakLater>().Run("-t", "BreakLater"), Is.EqualTo(1));
        Assert.That(build.Errors, Does.Contain("Error: later"));
    }

    [Test]
    public void Diagnostic_verbosity_shows_where_it_failed()
    {
        build.With<Break>().Run("-t", "Break", "-v", "diagnostic");
        Assert.That(build.Errors, Does.Contain("Break.Run(ICakeContext context)"));
    }

    [Test]
    public void An_unknown_target_is_an_error()
    {
        Assert.That(build.With<Break>().Run("-t", "Brake"), Is.EqualTo(1));
        Assert.That(build.Errors, Is.EqualTo($"Error: The target 'Brake' was not found.{Environment.NewLine}"));
        Assert.That(build.Steps, Is.Empty);
    }

    [Test]
    public void Two_tasks_of_one_name_are_an_error()
    {
        Assert.That(build.With<Break>().With<Break>().Run("-t", "Break"), Is.EqualTo(1));
        Assert.That(build.Errors, Does.Contain("Another task with the name 'Break' has already been added."));
        Assert.That(build.Steps, Is.Empty);
    }

    [Test]
    public void A_dependency_that_is_no_task_is_an_error()
    {
        Assert.That(build.With<Misled>().Run("-t", "Misled"), Is.EqualTo(1));
        Assert.That(build.Errors, Does.Contain("The task 'Misled' depends on System.String, which is not a task."));
    }

    [Test]
    public void An_error_handler_swallows_the_error_and_Finally_comes_after_it()
    {
        Assert.That(build.With<Handled>().Run("-t", "Handled"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "run", "on error: boom", "finally" }));
    }

    [Test]
    public void An_error_handler_may_throw_again()
    {
        Assert.That(build.With<Rethrown>().Run("-t", "Rethrown"), Is.EqualTo(1));
        Assert.That(build.Errors, Does.Contain("Error: boom, and no way around it"));
    }

    [Test]
    public void A_task_that_may_fail_does_not_stop_the_run()
    {
        Assert.That(build.With<MayBreak>().With<AfterMayBreak>().Run("-t", "AfterMayBreak"), Is.Zero);
        Assert.That(build.Steps, Is.EqualTo(new[] { "may break", "after" }));
        Assert.That(build.Output, Does.Match("MayBreak +[0-9:.]+ +Failed"));
    }

    [Test]
    public void Services_that_cannot_be_had_are_an_error()
    {
        Assert.That(build.With<Needy>().Run("-t", "Needy"), Is.EqualTo(1));
        Assert.That(build.Errors, Does.StartWith("Error: ").And.Contain("Unable to resolve service for type 'System.Version'"));
    }

    [Test]
    public void A_failure_outside_any_task_keeps_the_code_of_its_exception()
    {
        build.Host.ConfigureServices(services => services.AddSingleton<IFrostingTask>(_ => throw new CakeException(42, "not even started")));
        Assert.That(build.Run(), Is.EqualTo(42));
        Assert.That(build.Errors, Does.Contain("not even started"));
    }

    private sealed class Break(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context)
        {
            steps.Add("break");
            throw new CakeException(42, "boom");
        }
    }

    [IsDependentOn(typeof(Break))]
    private sealed class AfterBreak(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.Add("after");
    }

    private sealed class BreakLater : AsyncFrostingTask
    {
        public override async Task RunAsync(ICakeContext context)
        {
            await Task.Yield();
            throw new InvalidOperationException("later");
        }
    }

    [IsDependentOn(typeof(string))]
    private sealed class Misled : FrostingTask;

    private sealed class Handled(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context)
        {
            steps.Add("run");
            throw new InvalidOperationException("boom");
        }

        public override void OnError(Exception exception, ICakeContext context) => steps.Add($"on error: {exception.Message}");

        public override void Finally(ICakeContext context) => steps.Add("finally");
    }

    private sealed class Rethrown : AsyncFrostingTask
    {
        public override Task RunAsync(ICakeContext context) => throw new InvalidOperationException("boom");

        public override void OnError(Exception exception, ICakeContext context) =>
            throw new InvalidOperationException($"{exception.Message}, and no way around it", exception);
    }

    [ContinueOnError]
    private sealed class MayBreak(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context)
        {
            steps.Add("may break");
            throw new InvalidOperationException("it did");
        }
    }

    [IsDependentOn(typeof(MayBreak))]
    private sealed class AfterMayBreak(List<string> steps) : FrostingTask
    {
        public override void Run(ICakeContext context) => steps.Add("after");
    }

    private sealed class Needy(Version unknown) : FrostingTask
    {
        public override void Run(ICakeContext context) => throw new InvalidOperationException(unknown.ToString());
    }
}
