using System.Text.Json.Nodes;
using Mesh.Core.Helm;
using Mesh.Core.Helm.Clearing;

namespace Mesh.Core.Delivery;

/// <summary>What an upgrade of one release will do.</summary>
/// <param name="Target">The cluster helm works on.</param>
/// <param name="Release">The release as it will be.</param>
/// <param name="Installed">The release as it is; null when it is not installed.</param>
/// <param name="Objects">Its objects as rendered.</param>
/// <param name="Differences">What differs from the objects that are installed.</param>
internal sealed record ReleasePlan(HelmTarget Target, HelmRelease Release, InstalledRelease? Installed, IReadOnlyList<ManifestObject> Objects, IReadOnlyList<ObjectDiff> Differences)
{
    /// <summary>Where its cleared defaults would be; null when nothing is cleared.</summary>
    public ClearedPlaces? Cleared { get; init; }

    public string Subject => $"release {Release.Name} in {Release.Namespace}";

    /// <summary>The objects that stay (hooks do not), each with the namespace it goes to.</summary>
    public IEnumerable<JsonObject> Bodies => Objects.Where(item => item.Hooks.Count == 0).Select(item => Placed(item));

    /// <summary>The namespace an object goes to when its kind has one: its own, or the release's.</summary>
    public string NamespaceOf(ManifestObject item) => item.Namespace ?? Release.Namespace;

    /// <summary>An object with the namespace it goes to.</summary>
    public JsonObject Placed(ManifestObject item)
    {
        var body = (JsonObject)item.Body.DeepClone();
        ((JsonObject)body["metadata"]!)["namespace"] = NamespaceOf(item);
        return body;
    }

    /// <summary>True when the namespace is not there before this release makes it: helm was told to, or the chart holds it.</summary>
    public bool Brings(string ns) =>
        (Release.CreateNamespace && ns == Release.Namespace)
        || Differences.Any(difference => difference is { Action: "create", Object: { ApiVersion: "v1", Kind: "Namespace" } made } && made.Name == ns);

    public string Undo => Installed is { } installed ? HelmHint.Rollback(Target, Release, installed.Revision) : HelmHint.Uninstall(Target, Release);
}
