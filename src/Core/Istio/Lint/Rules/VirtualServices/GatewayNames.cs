namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>How a VirtualService names a Gateway: NAMESPACE/NAME, NAME for one beside it, or in the way of old NAME.NAMESPACE.svc.cluster.local.</summary>
internal static class GatewayNames
{
    /// <summary>Namespace and name.</summary>
    /// <param name="written">The text.</param>
    /// <param name="ns">The namespace of the VirtualService.</param>
    public static (string Namespace, string Name) Of(string written, string ns) =>
        written.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? (written[..slash] is "." or "" ? ns : written[..slash], written[(slash + 1)..])
        : written.Split('.') is [var name, var other, "svc", ..] ? (other, name)
        : (ns, written);
}
