using Mesh.Core.Model;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>The order in which manifests are pushed: registries take an index only when they have what it lists.</summary>
internal static class PushOrder
{
    /// <summary>A manifest and all beneath it, each once, children first.</summary>
    public static async Task<IReadOnlyList<Manifest>> OfAsync(SourceManifests reader, Manifest root, CancellationToken cancellation)
    {
        var ordered = new List<Manifest>();
        var seen = new HashSet<Digest>();
        await VisitAsync(root, []);
        return ordered;

        async Task VisitAsync(Manifest manifest, IReadOnlyList<Digest> path)
        {
            if (manifest is ImageIndex index)
            {
                var deeper = reader.Descend(path, index.Digest);
                foreach (var child in index.Children)
                {
                    // An index that is its own ancestor has not been finished yet, so it is visited again and found out.
                    if (!seen.Contains(child.Digest))
                    {
                        await VisitAsync(await reader.GetAsync(child.Digest, cancellation), deeper);
                    }
                }
            }

            if (seen.Add(manifest.Digest))
            {
                ordered.Add(manifest);
            }
        }
    }
}
