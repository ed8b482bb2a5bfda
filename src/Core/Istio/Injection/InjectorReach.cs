using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>Whether the server can ask an injector: it trusts it, and somebody ready is behind its Service. Not thread-safe.</summary>
/// <param name="cluster">The cluster.</param>
internal sealed class InjectorReach(ICluster cluster)
{
    private readonly ServiceLook services = new(cluster);

    /// <summary>What is in the way; null where nothing is, or the injector is at an address outside of the cluster.</summary>
    /// <exception cref="MeshException">As for <see cref="ICluster"/>.</exception>
    public async Task<string?> FaultAsync(InjectorHook hook, CancellationToken cancellation)
    {
        var client = hook.Body.Child("clientConfig");
        if (client.Text("caBundle") is null or "")
        {
            return "has no CA bundle, so that the server cannot trust it: istiod has not written it yet";
        }

        if (client.Child("service") is not { } service)
        {
            return null;
        }

        var target = ServiceLook.Parse(service);
        var there = await services.AskAsync(target, cancellation);
        return there.Endpoints > 0 ? null : $"leads to service/{target.Name} in {target.Namespace}, which has no ready endpoint: {there.Lacks}";
    }
}
