using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Sandbox.Api;
using Mesh.Sandbox.Registry;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox;

/// <summary>The contexts of a scenario instead of those of a kubeconfig. A kubeconfig that is named all the same is not read.</summary>
/// <remarks>Thread-safe. Contexts with the same server see the same objects, however often they are connected.</remarks>
/// <param name="scenario">What the clusters begin with.</param>
/// <param name="time">The clock they run on.</param>
/// <param name="journal">Told once that this is no real cluster.</param>
public sealed class SandboxClusterConnector(Scenario scenario, TimeProvider time, RunJournal journal) : IClusterConnector, IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, ApiServer> servers = [];

    /// <summary>The scenario its clusters began with.</summary>
    public Scenario Scenario => scenario;

    /// <summary>The registries that its nodes pull from.</summary>
    public SandboxRegistries Registries { get; } = new(scenario);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListContexts(string? kubeconfig) => [.. scenario.Contexts.Select(context => context.Name)];

    /// <inheritdoc/>
    public ICluster Connect(string? context, string? kubeconfig) => Open(context);

    /// <summary>Stops the clocks of its clusters.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var server in servers.Values)
            {
                server.Clock.Dispose();
            }
        }
    }

    internal InMemoryCluster Open(string? context)
    {
        var known = string.Join(", ", scenario.Contexts.Select(each => each.Name));
        if (ContextName.WhyRefused(context) is { } why)
        {
            throw new MeshException(ExitCode.Configuration, $"the Kubernetes context is refused: {why}", $"Name one of the contexts there are with --kube-context or cluster.context: {known}");
        }

        var user = scenario.Contexts.FirstOrDefault(each => each.Name == context)
            ?? throw new MeshException(ExitCode.Configuration, $"there is no context '{context}' in the sandbox",
                $"{NearestName.Hint(context!, ListContexts(null), "Use one of those there are.")} Contexts: {known}");
        lock (gate)
        {
            if (!servers.TryGetValue(user.Server, out var server))
            {
                servers[user.Server] = server = Beginning.Of(scenario, user, time, Registries);
                journal.Note($"sandbox: {user.Server} is a cluster in memory; nothing real is touched");
            }

            return new InMemoryCluster(server, user);
        }
    }
}
