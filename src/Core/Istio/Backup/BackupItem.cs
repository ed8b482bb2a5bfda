using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Backup;

/// <summary>One thing that is backed up.</summary>
/// <param name="Section">Which part it belongs to.</param>
/// <param name="Kind">What it is counted as: <c>gateways.networking.istio.io</c>, <c>values</c>.</param>
/// <param name="ApiVersion">Of the object; empty for values.</param>
/// <param name="KindName">Of the object; empty for values.</param>
/// <param name="Namespace">Its namespace; null for a cluster-scoped object.</param>
/// <param name="Name">Its name; that of the release for values.</param>
/// <param name="Body">As it is kept.</param>
internal sealed record BackupItem(BackupSection Section, string Kind, string ApiVersion, string KindName, string? Namespace, string Name, JsonObject Body)
{
    /// <summary>How a kind is counted.</summary>
    public static string CountedAs(ResourceKind kind) => kind.Group.Length == 0 ? kind.Plural : $"{kind.Plural}.{kind.Group}";
}
