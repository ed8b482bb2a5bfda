using Cake.Frosting.Mesh.Hosting;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Cake.Frosting.Mesh;

/// <summary>What the run was told. Arguments win over MESH_… variables, those over mesh.yaml, that over defaults.</summary>
/// <remarks>Nothing is read until <see cref="Options"/> is asked for.</remarks>
public sealed class MeshParameters
{
    private readonly Lazy<LoadedConfiguration> configuration;

    internal MeshParameters(CommandLine commandLine, RunEnvironment environment, CancellationToken cancellation)
    {
        Cancellation = cancellation;
        WorkingDirectory = environment.WorkingDirectory;
        CommandLine = commandLine;
        DryRun = ReadDryRun(commandLine, environment);
        Timeout = ReadTimeout(commandLine, environment);
        FailOn = ReadFailOn(commandLine, environment);
        ReportFolder = commandLine.Value("report") ?? environment.Value("MESH_REPORT") ?? "artifacts";
        Sandbox = commandLine.Value("sandbox") ?? environment.Value("MESH_SANDBOX");
        Yes = ReadYes(commandLine, environment);
        configuration = new(() => ConfigurationLoader.Load(new ConfigurationSources
        {
            WorkingDirectory = environment.WorkingDirectory,
            File = commandLine.Value("config") ?? environment.Value("MESH_CONFIG"),
            Environment = environment.Variables,
            Overrides = [.. Overrides(commandLine)],
        }));
    }

    /// <summary>Cancelled when the run is told to stop by SIGINT or SIGTERM. Cake hands no token to a task, so this one is.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The working directory, that relative paths of the configuration start from.</summary>
    public string WorkingDirectory { get; }

    /// <summary>The arguments as they were given.</summary>
    public CommandLine CommandLine { get; }

    /// <summary>How much the run may do: <c>--dry-run</c>, <c>--dry-run=client</c>. Default: everything.</summary>
    public DryRun DryRun { get; }

    /// <summary>How long one rollout or helm call may take: <c>--timeout 5m</c>. Default: five minutes.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The lowest severity of a finding that fails the run: <c>--fail-on warning</c>. Default: error.</summary>
    public Severity FailOn { get; }

    /// <summary>The folder the report is written to: <c>--report DIR</c>. Default: artifacts.</summary>
    public string ReportFolder { get; }

    /// <summary>The scenario file of a cluster in memory that stands in for the real one: <c>--sandbox FILE</c>. Default: none.</summary>
    public string? Sandbox { get; }

    /// <summary>True when a destructive target may do its work without asking: <c>--yes</c>. Default: false.</summary>
    public bool Yes { get; }

    /// <summary>mesh.yaml with everything that overrides it.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> with all errors at once; <see cref="ExitCode.NoInput"/> when the file of <c>--config</c> is not there.</exception>
    public MeshOptions Options => configuration.Value.Options;

    /// <summary>True when this very target was asked for, and not only something that depends on it.</summary>
    /// <param name="task">The task's name.</param>
    public bool AsksFor(string task) => CommandLine.Targets.Contains(task, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every value of <see cref="Options"/> with where it came from.</summary>
    public LoadedConfiguration Configuration => configuration.Value;

    private static DryRun ReadDryRun(CommandLine commandLine, RunEnvironment environment)
    {
        var (text, origin) = commandLine.Mentions("dry-run") ? (commandLine.Value("dry-run") ?? "server", "--dry-run") : (environment.Value("MESH_DRY_RUN"), "MESH_DRY_RUN");
        return text?.ToLowerInvariant() switch
        {
            null or "false" or "0" or "off" => DryRun.Off,
            "server" or "true" or "1" => DryRun.Server,
            "client" => DryRun.Client,
            _ => throw new MeshException(ExitCode.Usage, $"{origin} is '{text}', which is no kind of dry run", "Say --dry-run, --dry-run=server or --dry-run=client"),
        };
    }

    private static bool ReadYes(CommandLine commandLine, RunEnvironment environment) =>
        commandLine.Mentions("yes") ? commandLine.Has("yes") : environment.Value("MESH_YES")?.ToLowerInvariant() switch
        {
            null or "false" or "0" => false,
            "true" or "1" => true,
            var text => throw new MeshException(ExitCode.Usage, $"MESH_YES is '{text}', which is neither true nor false", "Set it to true or false, or say --yes"),
        };

    private static TimeSpan ReadTimeout(CommandLine commandLine, RunEnvironment environment)
    {
        var (text, origin) = commandLine.Mentions("timeout") ? (commandLine.Value("timeout"), "--timeout") : (environment.Value("MESH_TIMEOUT"), "MESH_TIMEOUT");
        return text is null ? TimeSpan.FromMinutes(5)
            : TimeLimit.TryParse(text, out var timeout) ? timeout
            : throw new MeshException(ExitCode.Usage, $"{origin} is '{text}', which is no duration between a millisecond and a day", "Write it as 90s, 5m or 1h30m");
    }

    private static Severity ReadFailOn(CommandLine commandLine, RunEnvironment environment)
    {
        var (text, origin) = commandLine.Mentions("fail-on") ? (commandLine.Value("fail-on"), "--fail-on") : (environment.Value("MESH_FAIL_ON"), "MESH_FAIL_ON");
        return text?.ToLowerInvariant() switch
        {
            null or "error" => Severity.Error,
            "warning" => Severity.Warning,
            _ => throw new MeshException(ExitCode.Usage, $"{origin} is '{text}', which is no severity a run can fail on", "Say --fail-on error or --fail-on warning"),
        };
    }

    private static IEnumerable<Override> Overrides(CommandLine commandLine)
    {
        foreach (var assignment in commandLine.Values("set"))
        {
            yield return Override.Set(assignment);
        }

        // After --set: an argument of its own name is the more deliberate one.
        if (commandLine.Value("kube-context") is { } context)
        {
            yield return Override.KubeContext(context);
        }

        if (commandLine.Value("kubeconfig") is { } kubeconfig)
        {
            yield return Override.Kubeconfig(kubeconfig);
        }
    }
}
