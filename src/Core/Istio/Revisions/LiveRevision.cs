using System.Text.RegularExpressions;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>A control plane that is in the cluster.</summary>
/// <param name="Name">Its revision; default for the one without.</param>
/// <param name="Deployment">The name of its Deployment.</param>
/// <param name="Version">The version of its image; null where the tag says none.</param>
internal sealed partial record LiveRevision(string Name, string Deployment, string? Version)
{
    /// <summary>As people read it: <c>default (1.28.0)</c>.</summary>
    public override string ToString() => Version is null ? Name : $"{Name} ({Version})";

    /// <summary>Every control plane of a namespace, by name.</summary>
    public static async Task<IReadOnlyList<LiveRevision>> ReadAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        var found = new List<LiveRevision>();
        await foreach (var istiod in cluster.ListAsync(ResourceKind.Deployment, new ListQuery(ns, "app=istiod"), cancellation))
        {
            if (!istiod.IsTerminating())
            {
                var containers = istiod.Items("spec", "template", "spec", "containers").ToList();
                var image = (containers.Find(one => one.Text("name") == "discovery") ?? containers.FirstOrDefault()).Text("image") ?? "";
                var match = Numbers().Match(image);
                found.Add(new(
                    Printable.OneLine(NamedRevision.Of(istiod.Labels().GetValueOrDefault(MeshLabels.Revision))), istiod.Name(),
                    match.Success ? match.Groups[1].Value : null));
            }
        }

        return [.. found.OrderBy(one => one.Name, StringComparer.Ordinal)];
    }

    // The tag, with or without the name of a variant behind it.
    [GeneratedRegex(@":v?([0-9]+\.[0-9]+\.[0-9]+(?:-(?:alpha|beta|rc)\.[0-9]+)?)(?:[-@]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Numbers();
}
