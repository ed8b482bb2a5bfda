using Mesh.Core.Findings;
using Mesh.Core.Processes;

namespace Mesh.Core.Diagnosis.Tctl.Reading;

/// <summary>Asks tctl itself what it has been told.</summary>
/// <param name="commands">Runs it.</param>
internal sealed class TctlTool(ICommandRunner commands)
{
    private const string Tool = "tctl";

    // It asks no server for this.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>What it has been told; null where there is no tctl on PATH.</summary>
    /// <exception cref="MeshException">tctl fails, hangs, or prints no table of profiles (<see cref="ExitCode.MalformedInput"/>).</exception>
    public async Task<TctlConfig?> ReadAsync(CancellationToken cancellation)
    {
        var profiles = await RunAsync("profiles", cancellation);
        if (profiles is null)
        {
            return null;
        }

        var rows = TctlTable.Read(profiles, "CURRENT", "NAME", "CLUSTER", "ACCOUNT");
        if (rows.Count == 0 && !profiles.Contains("CURRENT", StringComparison.Ordinal))
        {
            throw new MeshException(ExitCode.MalformedInput, "tctl config profiles list prints no table with CURRENT, NAME, CLUSTER and ACCOUNT", "Name the file itself with tctl.config in mesh.yaml");
        }

        return new($"{Tool} config profiles list", rows.FirstOrDefault(row => row["CURRENT"] == "*")?["NAME"],
            rows.GroupBy(row => row["NAME"]).ToDictionary(group => group.Key, group => new TctlProfile(Filled(group.First()["CLUSTER"]), Filled(group.First()["ACCOUNT"]), null), StringComparer.Ordinal),
            Clusters: null, await UsersAsync(cancellation));
    }

    // Which columns it has is not published: where organisation and tenant are none of them, they are not known.
    private async Task<Dictionary<string, TctlUser>?> UsersAsync(CancellationToken cancellation)
    {
        var printed = await RunAsync("users", cancellation) ?? "";
        foreach (var organisation in (string[])["ORG", "ORGANIZATION"])
        {
            if (TctlTable.Read(printed, "NAME", organisation, "TENANT") is { Count: > 0 } rows)
            {
                return rows.GroupBy(row => row["NAME"]).ToDictionary(group => group.Key, group => new TctlUser(Filled(group.First()[organisation]), Filled(group.First()["TENANT"]), HasSecret: false, null), StringComparer.Ordinal);
            }
        }

        return null;
    }

    private async Task<string?> RunAsync(string section, CancellationToken cancellation)
    {
        var command = new Command(Tool, ["config", section, "list"]) { Timeout = Limit, Quiet = true };
        try
        {
            return (await commands.RunAsync(command, cancellation)).EnsureSuccess().Output;
        }
        catch (MeshException absent) when (absent.ExitCode == ExitCode.NoInput)
        {
            return null;
        }
    }

    private static string? Filled(string cell) => cell.Length == 0 ? null : cell;
}
