using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Backup;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>A release of the mesh that is to go.</summary>
/// <param name="Release">The release.</param>
/// <param name="Order">Its place in the order of removal: what needs others goes before them.</param>
/// <param name="Revision">The revision of an istiod; null for other parts.</param>
/// <param name="Objects">What helm has installed for it.</param>
internal sealed record RemovedRelease(MeshRelease Release, int Order, string? Revision, IReadOnlyList<ManifestObject> Objects)
{
    private const string GatewayChart = "gateway";

    // A gateway gets its certificates and configuration from istiod, and ztunnel its pods from the CNI plugin; base holds what all of them are allowed to do.
    private static readonly string[] Parts = [GatewayChart, "ztunnel", "cni", "istiod", "base"];

    /// <summary>As people write it.</summary>
    public string Subject => $"release {Release.Installed.Name} in {Release.Installed.Namespace}";

    /// <summary>True when helm would delete CRDs with it, and with them every object of theirs.</summary>
    public bool TakesDefinitions => Objects.Any(item => item is { Kind: "CustomResourceDefinition", IsKept: false });

    /// <summary>Whether an object is helm's for this release and goes with it, or is a pod of one of its workloads.</summary>
    public bool Takes(JsonObject item)
    {
        var annotations = item.Annotations();
        return (annotations.GetValueOrDefault("meta.helm.sh/release-name") == Release.Installed.Name && annotations.GetValueOrDefault("meta.helm.sh/release-namespace") == Release.Installed.Namespace
                && annotations.GetValueOrDefault("helm.sh/resource-policy")?.Trim() != "keep")
            || (item.Text("kind") == "Pod" && Objects.Any(workload => (workload.Namespace ?? Release.Installed.Namespace) == item.Namespace() && Selects(workload.Body, item)));
    }

    /// <summary>Those to remove, in their order: all of the mesh, or the istiod of one revision.</summary>
    /// <param name="helm">Helm.</param>
    /// <param name="target">The cluster.</param>
    /// <param name="istio">What is configured of the mesh.</param>
    /// <param name="revision">The revision; null for the whole mesh.</param>
    /// <param name="journal">Told what is left alone, and why.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<IReadOnlyList<RemovedRelease>> FindAsync(IHelm helm, HelmTarget target, IstioOptions istio, string? revision, RunJournal journal, CancellationToken cancellation)
    {
        var found = new List<RemovedRelease>();
        foreach (var release in MeshRelease.Of(await helm.ListAsync(target, null, cancellation), istio))
        {
            if (PartOf(release, istio) is not { } part || (revision is not null && part != "istiod"))
            {
                continue;
            }

            var objects = ManifestSet.Parse(await helm.GetManifestAsync(target, release.Release, cancellation), $"the installed manifest of {release.Installed.Name}").Objects;
            var removed = new RemovedRelease(release, Array.IndexOf(Parts, part), part == "istiod" ? RevisionOf(objects) : null, objects);
            if (part == "istiod" && release.Installed.Namespace != istio.Namespace)
            {
                journal.Note($"left alone: {removed.Subject} is the control plane of another mesh");
            }
            else if (!objects.Any(IsOfIstio) && part != "istiod")
            {
                journal.Note($"left alone: {removed.Subject} has a chart called {release.Chart} that installs nothing of Istio");
            }
            else if (revision is null || removed.Revision == revision)
            {
                found.Add(removed);
            }
        }

        return [.. found.OrderBy(item => item.Order).ThenBy(item => item.Release.Installed.Namespace, StringComparer.Ordinal).ThenBy(item => item.Release.Installed.Name, StringComparer.Ordinal)];
    }

    private static string? PartOf(MeshRelease release, IstioOptions istio) =>
        Parts.Contains(release.Chart) ? release.Chart
        : release.Chart == "IstioGateway" || istio.Gateways.Any(gateway => gateway.Name == release.Installed.Name && gateway.Namespace == release.Installed.Namespace) ? GatewayChart
        : null;

    private static string RevisionOf(IReadOnlyList<ManifestObject> objects) =>
        objects.FirstOrDefault(item => item.Kind == "Deployment" && item.Body.Labels().GetValueOrDefault("app") == "istiod")?.Body.Labels().GetValueOrDefault(MeshLabels.Revision) is { Length: > 0 } revision ? revision : MeshLabels.Default;

    // Charts of other vendors are called base or gateway too.
    private static bool IsOfIstio(ManifestObject item) => item.Name.Contains("istio", StringComparison.Ordinal) || item.Name.StartsWith("ztunnel", StringComparison.Ordinal)
        || item.Body.Labels().Concat(item.Body.Annotations()).Concat(item.Body.Child("spec", "template")?.Labels() ?? new Dictionary<string, string>()).Concat(item.Body.Child("spec", "template")?.Annotations() ?? new Dictionary<string, string>())
            .Any(pair => pair.Key.Contains("istio", StringComparison.Ordinal));

    private static bool Selects(JsonObject workload, JsonObject pod) =>
        workload.Text("kind") is "Deployment" or "DaemonSet" or "StatefulSet" && LabelSelector.Of(workload.Child("spec", "selector")).Matches(pod.Child("metadata", "labels"));
}
