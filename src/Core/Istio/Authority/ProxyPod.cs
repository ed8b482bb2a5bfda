using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Authority;

/// <summary>A pod with a proxy.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Phase">Its phase; null where it has none yet.</param>
internal sealed record ProxyPod(string Namespace, string Name, string? Phase)
{
    /// <summary>As people write it: <c>pod/web-1 in beta</c>.</summary>
    public override string ToString() => ResourceKind.Pod.Describe(Namespace, Name);
}
