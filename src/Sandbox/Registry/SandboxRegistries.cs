using System.Collections.Concurrent;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Registry;

/// <summary>
/// The registries of a sandbox: one in memory for each host, made when it is first asked for. They speak the OCI distribution API as docker-registry 2.8 does,
/// which the contract tests prove on both; what is pushed is there for as long as this object lives.
/// </summary>
/// <remarks>Thread-safe. No connection is ever opened.</remarks>
/// <param name="scenario">The images there are, and the registries that refuse.</param>
public sealed class SandboxRegistries(Scenario scenario)
{
    private readonly ConcurrentDictionary<string, InMemoryRegistry> registries = new(StringComparer.OrdinalIgnoreCase);

    internal bool HasEveryImage => scenario.Images is null;

    /// <summary>Connects to a registry. Disposing of the handler leaves the registry as it is.</summary>
    /// <param name="host">Its host and perhaps port as images name it: <c>docker.io</c>, <c>localhost:5000</c>. Whatever host a request names, this one answers.</param>
    public HttpMessageHandler HandlerFor(string host) => new RegistryHandler(Of(host));

    internal InMemoryRegistry Of(string host) => registries.GetOrAdd(host, name => new InMemoryRegistry(name, scenario));
}
