using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>A host of a Gateway's server: for the VirtualServices of which namespace, and which name.</summary>
/// <param name="Namespace">The namespace; an asterisk for any.</param>
/// <param name="Host">The name, perhaps with an asterisk.</param>
internal sealed record ServerHost(string Namespace, string Host)
{
    /// <summary>Reads it.</summary>
    /// <param name="written">HOST, NAMESPACE/HOST, ./HOST or */HOST.</param>
    /// <param name="ns">The Gateway's namespace.</param>
    public static ServerHost Of(string written, string ns) => written.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0
        ? new(written[..slash] is "." ? ns : written[..slash], written[(slash + 1)..])
        : new("*", written);

    /// <summary>Whether VirtualServices of a namespace may bind to it.</summary>
    /// <param name="ns">The namespace.</param>
    public bool Takes(string ns) => Namespace == "*" || Namespace == ns;

    /// <summary>Whether some request is meant by both.</summary>
    /// <param name="host">The other's host.</param>
    public bool Meets(string host) => HostSet.Covers(Host, host) || HostSet.Covers(host, Host);
}
