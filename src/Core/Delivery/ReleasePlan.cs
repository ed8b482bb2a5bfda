using System.Text.Json.Nodes;
using Mesh.Core.Helm;

namespace Mesh.Core.Delivery;

/// <summary>What an upgrade of one release will do.</summary>
/// <param name="Target">The cluster helm works on.</param>
/// <param name="Release">The release as it will be.</param>
/// <param name="Installed">The release as it is; null when it is not installed.</param>
/// <param name="Objects">Its objects as rendered, each with the namespace it goes to.</param>
/// <param name="Differences">What differs from the objects that are installed.</param>
internal sealed record ReleasePlan(HelmTarget Target, HelmRelease Release, InstalledRelease? Installed, IReadOnlyList<JsonObject> Objects, IReadOnlyList<ObjectDiff> Differences)
{
    public string Subject => $"release {Release.Name} in {Release.Namespace}";

    public string Undo => Installed is { } installed
        ? $"helm rollback {Release.Name} {installed.Revision} --namespace {Release.Namespace} --kube-context {Target.Context}"
        : $"helm uninstall {Release.Name} --namespace {Release.Namespace} --kube-context {Target.Context}";
}
