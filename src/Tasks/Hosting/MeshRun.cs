using Mesh.Core.Changes;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Processes;
using Mesh.Core.Reporting;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>
/// One run, from the arguments to the exit code, the same in both hosts. It owns what neither host keeps: the first failure, the exit code, the stop by a signal,
/// the report and the last line on standard error.
/// </summary>
public sealed class MeshRun : IDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly RunEnvironment environment;
    private readonly ConsoleReporter console;
    private Failure? failure;

    private MeshRun(CommandLine commandLine, RunEnvironment environment, TaskCatalogue catalogue, TimeProvider time)
    {
        this.environment = environment;
        Catalogue = catalogue;
        Parameters = new MeshParameters(commandLine, environment, stopping.Token);
        Time = time;
        Journal = new RunJournal(time, new Secrets()) { Explains = MeshServices.ExplainerOf(this) };
        Changes = new ChangeGate(Parameters.DryRun, Journal);
        Commands = new CommandRunner(Journal, time);
        Tools = MeshServices.ToolsOf(this);
        console = new ConsoleReporter(environment.Output, environment.IsTerminal);
        Journal.Listen(console);
    }

    /// <summary>The tasks there are.</summary>
    public TaskCatalogue Catalogue { get; }

    /// <summary>What the run was told.</summary>
    public MeshParameters Parameters { get; }

    /// <summary>What tasks found out.</summary>
    public MeshState State { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>What happens.</summary>
    public RunJournal Journal { get; }

    /// <summary>The gate for changes.</summary>
    public ChangeGate Changes { get; }

    /// <summary>The outside world: real, or the sandbox of <c>--sandbox</c>.</summary>
    public Toolbox Tools { get; }

    /// <summary>Runs tools.</summary>
    public ICommandRunner Commands { get; }

    /// <summary>Runs a build in a host and gives the exit code of the whole.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <param name="environment">What surrounds the run.</param>
    /// <param name="catalogue">The tasks there are.</param>
    /// <param name="host">The host: runs the tasks and gives its own exit code, which counts only where this run knows no better.</param>
    public static int Of(IEnumerable<string> arguments, RunEnvironment environment, TaskCatalogue catalogue, Func<MeshRun, int> host)
    {
        MeshRun run;
        try
        {
            var commandLine = CommandLine.Parse(arguments, catalogue.Arguments);
            foreach (var target in commandLine.Targets.Where(target => catalogue.Find(target) is null))
            {
                throw new MeshException(ExitCode.Usage, $"unknown target '{target}'",
                    NearestName.Hint(target, catalogue.Tasks.Select(task => task.Name), "--target Default lists the targets there are"));
            }

            run = new MeshRun(commandLine, environment.In(commandLine.WorkingDirectory), catalogue, TimeProvider.System);
        }
        catch (Exception exception)
        {
            var refused = FailureTable.Of(exception);
            environment.Error.WriteLine(refused.LastLine);
            return refused.ExitCode;
        }

        using (run)
        {
            if (run.Parameters.CommandLine.OnlyAsks)
            {
                return host(run);
            }

            using var signals = StopSignals.Watch(run.Stop);
            return run.Complete(run.Guard(host));
        }
    }

    /// <summary>The run fails. The first failure decides the exit code.</summary>
    /// <param name="exception">What was thrown.</param>
    public void Fail(Exception exception) => Fail(FailureTable.Of(exception));

    /// <summary>Before the first task: reads the configuration if a task needs it, and refuses a run against no cluster in particular.</summary>
    /// <param name="tasks">The tasks that will run, in order.</param>
    internal void Begin(IEnumerable<string> tasks)
    {
        if (Parameters.CommandLine.OnlyAsks)
        {
            // Cake's own --dryrun runs Setup too, but no task; so there is nothing to prepare for.
            return;
        }

        try
        {
            RunPlan.Prepare(this, [.. tasks.Select(Catalogue.Find).OfType<TaskDescription>()]);
        }
        catch (Exception exception)
        {
            Fail(exception);
            throw;
        }
    }

    /// <summary>A task begins.</summary>
    /// <param name="task">Its name.</param>
    internal void BeginStep(string task) => Journal.BeginStep(task);

    /// <summary>A task ended.</summary>
    /// <param name="task">Its name.</param>
    /// <param name="skipped">True when its own criteria kept it from running.</param>
    /// <param name="thrown">What it threw; null when it went well.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/>: it went well and found problems at or above <c>--fail-on</c>.</exception>
    internal void EndStep(string task, bool skipped, Exception? thrown)
    {
        if (skipped)
        {
            Journal.Summarize("its criteria were not met");
            Journal.EndStep(StepStatus.Skipped);
            return;
        }

        var problems = thrown is null ? Problems() : null;
        thrown ??= problems;
        if (thrown is null)
        {
            Journal.EndStep(Parameters.DryRun != DryRun.Off && Catalogue.Find(task)?.OnlyReads != true ? StepStatus.Simulated : StepStatus.Executed);
            return;
        }

        Fail(thrown);
        // A step that a signal cut off has no fault of its own; the signal is why it ended.
        Journal.EndStep(StepStatus.Failed, stopping.IsCancellationRequested ? failure : FailureTable.Of(thrown));
        // A task that threw by itself has failed in Cake's eyes already.
        if (problems is not null)
        {
            throw problems;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private MeshException? Problems()
    {
        var problems = Journal.Findings.Where(finding => finding.Severity >= Parameters.FailOn).ToList();
        return failure is null && problems is [var first, ..]
            ? new MeshException(ExitCode.FindingsFound, $"{problems.Count} finding{(problems.Count == 1 ? "" : "s")} at or above {Parameters.FailOn.ToString().ToLowerInvariant()}, the first {first.Code} on {first.Subject}: {first.Evidence.Split('\n')[0]}", first.Remedy)
            : null;
    }

    private void Fail(Failure first)
    {
        lock (gate)
        {
            failure ??= first;
        }
    }

    private void Stop(int code, string signal)
    {
        Fail(new Failure(code, $"stopped by {signal}", "What was marked undo-on-abort has been undone; run again when ready"));
        stopping.Cancel();
    }

    private int Guard(Func<MeshRun, int> host)
    {
        try
        {
            return host(this);
        }
        catch (Exception exception)
        {
            Fail(exception);
            return 1;
        }
    }

    private int Complete(int hostCode)
    {
        if (hostCode != 0)
        {
            Fail(new Failure(ExitCode.Internal, $"Cake ended with {hostCode} and no task failed", "Read Cake's own message above"));
        }

        if (failure is null)
        {
            Changes.Keep();
        }
        else
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2), Time);
            Changes.UndoAsync(limit.Token).GetAwaiter().GetResult();
        }

        WriteReport();
        console.WriteSummary(Journal);
        environment.Output.Flush();
        if (failure is null)
        {
            return ExitCode.Done;
        }

        environment.Error.WriteLine(Journal.Secrets.Mask(failure.LastLine));
        return failure.ExitCode;
    }

    private void WriteReport()
    {
        try
        {
            var folder = Path.Combine(environment.WorkingDirectory, Parameters.ReportFolder);
            JsonReport.Write(folder, Journal, Parameters.CommandLine.Targets, Parameters.DryRun, failure, Time);
            JunitReport.Write(folder, Journal);
            SarifReport.Write(folder, Journal);
            HtmlReport.Write(folder, Journal, Parameters.CommandLine.Targets, failure);
            if (environment.Value("GITHUB_ACTIONS") == "true")
            {
                GitHubReport.Annotate(environment.Output, Journal, failure);
                if (environment.Value("GITHUB_STEP_SUMMARY") is { } summary)
                {
                    GitHubReport.Summarize(summary, Journal, failure);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Fail(new Failure(ExitCode.CannotCreate, $"the report cannot be written to {Parameters.ReportFolder}: {exception.Message}", "Name a folder that can be written with --report DIR"));
        }
    }
}
