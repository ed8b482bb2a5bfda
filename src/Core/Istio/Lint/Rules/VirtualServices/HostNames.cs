using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Why a host that nobody answers to is not found: for VirtualServices and DestinationRules alike.</summary>
internal static class HostNames
{
    /// <summary>Tells a host that is not there.</summary>
    /// <param name="mesh">All objects.</param>
    /// <param name="at">The field that names it.</param>
    /// <param name="missing">What it is when there is no such host.</param>
    /// <param name="elsewhere">What it is when a short name is that of a Service in another namespace.</param>
    /// <param name="remarks">Where it is told.</param>
    public static void Missing(MeshSet mesh, Field at, FindingKind missing, FindingKind elsewhere, Remarks remarks)
    {
        var (written, ns) = (at.Text!, at.Object.Namespace);
        // Hosts of other clusters, by the API for services of several clusters, are in no list.
        if (written.EndsWith(".svc.clusterset.local", StringComparison.OrdinalIgnoreCase) || written.Contains('*', StringComparison.Ordinal))
        {
            return;
        }

        var host = mesh.Hosts.Complete(written, ns);
        if (host != written && mesh.Hosts.Services(written).ToList() is { Count: > 0 } others)
        {
            if (remarks.Misses(elsewhere, MeshKind.Service))
            {
                remarks.Find(elsewhere, at, $"{written} means {host}, and that Service is in {string.Join(", ", others.Select(other => other.Namespace).Order(StringComparer.Ordinal).Take(3))}", $"Write {mesh.Hosts.NameOf(others[0])}");
            }
        }
        else if (remarks.Misses(missing, MeshKind.Service, MeshKind.ServiceEntry))
        {
            remarks.Find(missing, at, $"there is no {host}{Half(mesh, written)}");
        }
    }

    // NAME.NAMESPACE and NAME.NAMESPACE.svc are names for the resolver of a pod, not for Istio.
    private static string Half(MeshSet mesh, string written) =>
        written.Split('.') is [var name, var ns, ..] && (written.EndsWith($"{name}.{ns}", StringComparison.Ordinal) || written.EndsWith(".svc", StringComparison.Ordinal)) && mesh.Find(MeshKind.Service, ns, name) is { } service
            ? $"; only a name without a dot is completed, so that {mesh.Hosts.NameOf(service)} has to be written out" : "";
}
