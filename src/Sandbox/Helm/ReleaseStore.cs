using System.Text.Json.Nodes;
using Mesh.Core.Helm;

namespace Mesh.Sandbox.Helm;

/// <summary>The releases of one cluster with their revisions.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ReleaseStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<(string Ns, string Name), List<Revision>> releases = [];

    /// <summary>The newest revision; null when there is none.</summary>
    public Revision? Newest(string ns, string name)
    {
        lock (gate)
        {
            return releases.GetValueOrDefault((ns, name))?[^1];
        }
    }

    /// <summary>The newest revision that went through: what an upgrade is compared with.</summary>
    public Revision? Deployed(string ns, string name)
    {
        lock (gate)
        {
            return releases.GetValueOrDefault((ns, name))?.FindLast(revision => revision.Release.Status == "deployed");
        }
    }

    /// <summary>One revision; null when it is not kept.</summary>
    public Revision? Find(string ns, string name, int revision)
    {
        lock (gate)
        {
            return releases.GetValueOrDefault((ns, name))?.Find(kept => kept.Release.Revision == revision);
        }
    }

    /// <summary>The newest revision of every release, by namespace and name.</summary>
    public IReadOnlyList<InstalledRelease> All(string? ns)
    {
        lock (gate)
        {
            return [.. releases.Where(entry => ns is null || entry.Key.Ns == ns).OrderBy(entry => entry.Key.Ns, StringComparer.Ordinal).ThenBy(entry => entry.Key.Name, StringComparer.Ordinal).Select(entry => entry.Value[^1].Release)];
        }
    }

    public void Remove(string ns, string name)
    {
        lock (gate)
        {
            releases.Remove((ns, name));
        }
    }

    public void Add(string ns, Revision revision, int limit)
    {
        lock (gate)
        {
            var key = (ns, revision.Release.Name);
            if (!releases.TryGetValue(key, out var all))
            {
                releases[key] = all = [];
            }

            all.Add(revision);
            if (limit > 0 && all.Count > limit)
            {
                all.RemoveRange(0, all.Count - limit);
            }
        }
    }

    /// <summary>A revision with its manifests and the values it was given.</summary>
    public sealed record Revision(InstalledRelease Release, IReadOnlyList<JsonObject> Manifests, JsonObject Values);
}
