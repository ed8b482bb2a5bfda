using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Processes;

namespace Mesh.Core.Istio.Installation.Istioctl;

/// <summary>The real istioctl, run as a command. Its flags are those that every release since 1.15 has; <c>--cluster-specific</c> came with 1.16. Source: istio operator/cmd/mesh.</summary>
/// <param name="runner">Runs it.</param>
/// <param name="target">Which cluster it works on.</param>
/// <param name="journal">Knows who knows what its failures come from.</param>
/// <param name="executable">Its name on PATH, or its path.</param>
internal sealed class IstioctlCommand(ICommandRunner runner, HelmTarget target, RunJournal journal, string executable = "istioctl")
{
    // What it waits for is bounded by --readiness-timeout per component; only one that hangs is ended from here.
    private const int Components = 5;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Refuses an istioctl of another version: it installs what it was built with, whatever the file says.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>; <see cref="ExitCode.NoInput"/> when there is none on PATH.</exception>
    public async Task RequireVersionAsync(IstioOptions istio, CancellationToken cancellation)
    {
        var command = new Command(executable, ["version", "--remote=false", "--output", "json"]) { Environment = Variables(), Quiet = true, Timeout = Minute };
        var output = (await runner.RunAsync(command, cancellation)).EnsureSuccess().Output;
        if (Version(output) is not { } version)
        {
            throw new MeshException(ExitCode.Configuration, $"istioctl answered '{Printable.OneLine(output)[..Math.Min(100, Printable.OneLine(output).Length)]}' when asked for its version", "Check that the istioctl on PATH is istioctl itself");
        }

        if (version != istio.Version)
        {
            throw new MeshException(ExitCode.Configuration, $"the istioctl on PATH is {Printable.OneLine(version)} and istio.version is {istio.Version}: istioctl installs the charts it was built with", $"Put istioctl {istio.Version} on PATH, or set istio.version to its own");
        }
    }

    /// <summary>The objects it would install, as YAML. Changes nothing.</summary>
    public async Task<string> GenerateAsync(string file, IstioVersion version, CancellationToken cancellation)
    {
        string[] arguments = ["manifest", "generate", "--filename", file, .. version.IsAtLeast(16) ? ["--cluster-specific"] : Array.Empty<string>(), .. Where()];
        return (await runner.RunAsync(new Command(executable, arguments) { Environment = Variables(), Quiet = true, Timeout = Minute }, cancellation)).EnsureSuccess().Output;
    }

    /// <summary>Installs, and waits as istioctl does.</summary>
    /// <param name="file">The IstioOperator.</param>
    /// <param name="revision">The revision; null for the default one.</param>
    /// <param name="timeout">How long each component may take to be ready.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">Its own exit code.</exception>
    public async Task InstallAsync(string file, string? revision, TimeSpan timeout, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "install", "--filename", file, "--skip-confirmation", "--readiness-timeout", TimeLimit.Format(timeout),
            .. revision is null ? Array.Empty<string>() : ["--revision", revision], .. Where(),
        ];
        (await runner.RunAsync(new Command(executable, arguments) { Environment = Variables(), Timeout = (timeout * Components) + Minute }, cancellation)).EnsureExplained(new FailureMessage(MessageOrigin.Istioctl, "the control plane", ""), journal);
    }

    /// <summary>How a person takes it out again.</summary>
    public string Undo(string? revision) => $"istioctl uninstall --revision {revision ?? DefaultRevision.Unnamed} --context {target.Context}{(Single is { } file ? $" --kubeconfig {file}" : "")}";

    // --kubeconfig takes one file; several go by the variable, as kubectl reads it.
    private string? Single => target.Kubeconfig is { } file && !file.Contains(Path.PathSeparator, StringComparison.Ordinal) ? file : null;

    private string[] Where() => ["--context", target.Context, .. Single is { } file ? ["--kubeconfig", file] : Array.Empty<string>()];

    private Dictionary<string, string?> Variables() => Single is null && target.Kubeconfig is { } several ? new() { ["KUBECONFIG"] = several } : [];

    private static string? Version(string output)
    {
        try
        {
            return JsonNode.Parse(output).Text("clientVersion", "version");
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
