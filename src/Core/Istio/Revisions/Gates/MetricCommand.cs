using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Processes;

namespace Mesh.Core.Istio.Revisions.Gates;

/// <summary>The user's own judge of a batch: a program that ends with 0 where all is well.</summary>
internal sealed class MetricCommand(UpgradeContext context)
{
    /// <summary>Makes sure that it is there before anything is moved.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when it is not.</exception>
    public void Require()
    {
        if (context.Istio.Upgrade.Metric.Count > 0)
        {
            Executable.Find(Command([], ""));
        }
    }

    /// <summary>Asks it about a batch.</summary>
    public async Task<Criterion> AskAsync(IReadOnlyList<string> namespaces, string revision, CancellationToken cancellation)
    {
        var command = Command(namespaces, revision);
        try
        {
            var result = await context.Commands.RunAsync(command, cancellation);
            var said = (result.Error.Length > 0 ? result.Error : result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault();
            return new("metric", result.ExitCode == 0 ? GateVerdict.Passed : GateVerdict.Failed,
                $"{command.Name} ended with {result.ExitCode}{(said is null ? "" : $": {Short(Printable.OneLine(said))}")}", "0");
        }
        catch (MeshException exception) when (exception.ExitCode is ExitCode.TimeLimit or ExitCode.NoInput)
        {
            // A judge that does not answer has not let anything pass.
            return new("metric", GateVerdict.Failed, exception.Reason, "0");
        }
    }

    private static string Short(string text) => text.Length <= 300 ? text : $"{text[..300]}…";

    private Command Command(IReadOnlyList<string> namespaces, string revision)
    {
        var options = context.Istio.Upgrade;
        return new(options.Metric[0], [.. options.Metric.Skip(1)])
        {
            WorkingDirectory = context.WorkingDirectory,
            Timeout = TimeLimit.TryParse(options.MetricTimeout, out var limit) ? limit : TimeSpan.FromMinutes(2),
            Environment = new Dictionary<string, string?> { ["MESH_NAMESPACES"] = string.Join(',', namespaces), ["MESH_REVISION"] = revision },
        };
    }
}
