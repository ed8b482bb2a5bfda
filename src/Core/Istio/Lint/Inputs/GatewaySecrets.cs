using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Rules.GatewayApi;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Inputs;

/// <summary>The Secrets that Gateways name: where their pods are, and where people put them by mistake; of the Gateway API, where its references say.</summary>
internal static class GatewaySecrets
{
    /// <summary>Namespace and name of each, once.</summary>
    /// <param name="mesh">All objects.</param>
    public static IEnumerable<(string Namespace, string Name)> Of(MeshSet mesh) => mesh.Of(MeshKind.Gateway).SelectMany(gateway =>
    {
        var namespaces = PodNamespaces(mesh, gateway).Append(gateway.Namespace).Append(mesh.Settings.RootNamespace).Distinct().ToList();
        return gateway.Spec["servers"].Items.SelectMany(Names).SelectMany(name => namespaces.Select(ns => (ns, name)));
    }).Concat(mesh.Of(MeshKind.ApiGateway).SelectMany(ListenerCertificates.Of).Select(reference => (reference.Namespace, reference.Name))).Distinct();

    /// <summary>The namespaces of the pods that a Gateway configures.</summary>
    /// <param name="mesh">All objects.</param>
    /// <param name="gateway">The Gateway.</param>
    public static IReadOnlyList<string> PodNamespaces(MeshSet mesh, MeshObject gateway) =>
        Selector.Of(gateway.Spec["selector"]) is { Count: > 0 } selector ? [.. mesh.Workloads.With(null, selector).Select(workload => workload.Namespace).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];

    /// <summary>The Secrets that a server needs: its own, and for clients' certificates the one of the CA, where that is apart.</summary>
    /// <param name="server">The server.</param>
    private static IEnumerable<string> Names(Field server)
    {
        if (server["tls"]["credentialName"].Text is { Length: > 0 } name && !name.Contains("://", StringComparison.Ordinal))
        {
            yield return name;
            if (server["tls"]["mode"].Text is "MUTUAL" or "OPTIONAL_MUTUAL")
            {
                yield return $"{name}-cacert";
            }
        }
    }
}
