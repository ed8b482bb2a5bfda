using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A credential plugin: a program that prints a credential.</summary>
internal sealed record ExecEntry(string ApiVersion, string Command, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment, FilePosition At)
{
    public bool ProvideClusterInfo { get; init; }

    public string? InstallHint { get; init; }

    /// <summary>Never, IfAvailable or Always.</summary>
    public required string InteractiveMode { get; init; }

    public static ExecEntry Read(KubeconfigNode node, Secrets secrets)
    {
        var version = node.Required("apiVersion");
        return new ExecEntry(version, Locate(node), node.Texts("args"), ReadEnvironment(node, secrets), node.At)
        {
            ProvideClusterInfo = node.Flag("provideClusterInfo"),
            InstallHint = node.Text("installHint"),
            InteractiveMode = node.Text("interactiveMode")
                ?? (version.EndsWith("/v1", StringComparison.Ordinal) ? node.Required("interactiveMode") : "IfAvailable"),
        };
    }

    /// <summary>Refuses what cannot work in a build. Called for the user that is used, so that another's plugin stands in nobody's way.</summary>
    /// <param name="user">The user's name.</param>
    public void EnsureUsable(string user)
    {
        if (ApiVersion is not ("client.authentication.k8s.io/v1" or "client.authentication.k8s.io/v1beta1"))
        {
            throw new MeshException(
                ExitCode.Configuration,
                $"{At}: the credential plugin of user '{user}' speaks {ApiVersion}, which no current client does",
                "Write the entry anew with your cloud's tool (such as aws eks update-kubeconfig), so that it says client.authentication.k8s.io/v1beta1 or v1");
        }

        if (InteractiveMode == "Always")
        {
            throw new MeshException(
                ExitCode.Configuration,
                $"{At}: the credential plugin of user '{user}' has interactiveMode Always: it would ask a person, and a build has none",
                "Use a user whose plugin runs without a terminal, or a token");
        }

        if (InteractiveMode is not ("Never" or "IfAvailable"))
        {
            throw new MeshException(ExitCode.MalformedInput, $"{At}: interactiveMode '{InteractiveMode}' is not known", "Write Never, IfAvailable or Always");
        }
    }

    // A bare name is looked up on PATH; anything with a separator is a path, relative to the kubeconfig.
    private static string Locate(KubeconfigNode node)
    {
        var command = node.Required("command");
        return command.AsSpan().ContainsAny('/', Path.DirectorySeparatorChar) ? ClusterEntry.Beside(node, "command")! : command;
    }

    private static Dictionary<string, string?> ReadEnvironment(KubeconfigNode node, Secrets secrets)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var item in node.Items("env"))
        {
            var (name, value) = (item.Required("name"), item.Text("value") ?? "");
            if (name.Contains("SECRET", StringComparison.OrdinalIgnoreCase) || name.Contains("TOKEN", StringComparison.OrdinalIgnoreCase) || name.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase))
            {
                secrets.Add(value);
            }

            environment[name] = value;
        }

        return environment;
    }
}
