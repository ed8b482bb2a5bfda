using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>What a removal takes away, and who would miss it.</summary>
/// <param name="Releases">The releases, in the order they go.</param>
/// <param name="Remnants">What no release takes with it: webhooks first, CRDs last.</param>
/// <param name="Users">What points to a revision that goes.</param>
/// <param name="Others">Control planes of other meshes, which share the CRDs.</param>
internal sealed record RemovalPlan(IReadOnlyList<RemovedRelease> Releases, IReadOnlyList<MeshRemnant> Remnants, IReadOnlyList<RevisionUser> Users, IReadOnlyList<string> Others)
{
    /// <summary>True when there is nothing of it.</summary>
    public bool IsEmpty => Releases.Count == 0 && Remnants.Count == 0;

    /// <summary>Looks at the cluster. Changes nothing.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when there is no such revision, saying which there are; then as for <see cref="ICluster"/> and <see cref="IHelm"/>.</exception>
    public static async Task<RemovalPlan> MakeAsync(ICluster cluster, IHelm helm, HelmTarget target, IstioOptions istio, string? revision, bool purge, RunJournal journal, CancellationToken cancellation)
    {
        var releases = await RemovedRelease.FindAsync(helm, target, istio, revision, journal, cancellation);
        var all = (await helm.ListAsync(target, null, cancellation)).Select(item => (item.Namespace, item.Name)).ToHashSet();
        var remnants = await new MeshRemains(cluster, istio.Namespace, revision).FindAsync(item => releases.Any(release => release.Takes(item)) || IsOthers(item, releases, all), cancellation);
        var (revisions, others) = await RevisionsAsync(cluster, istio.Namespace, cancellation);
        if (revision is not null && releases.Count == 0 && !revisions.Contains(revision) && remnants.Count == 0)
        {
            throw new MeshException(ExitCode.NoInput, $"there is no revision {revision} in {istio.Namespace}{(revisions.Count == 0 ? ", nor any other" : $"; there are {string.Join(", ", revisions.Select(Printable.OneLine))}")}", "Name one of them with --revision");
        }

        // With its istiod gone in an earlier run that was cut off, a revision can still be pointed to.
        var going = revision is not null ? [revision] : revisions.Concat(releases.Select(release => release.Revision).OfType<string>()).Append(MeshLabels.Default).Distinct().Order(StringComparer.Ordinal).ToList();
        var users = new List<RevisionUser>();
        foreach (var one in going)
        {
            users.AddRange(await new RevisionUse(cluster).FindAsync(istio.Namespace, one, item => releases.Any(release => release.Takes(item)) || (purge && remnants.Any(remnant => Takes(remnant, item))), cancellation));
        }

        return new(releases, remnants, [.. users.Distinct()], revision is null ? others : []);
    }

    private static bool IsOthers(JsonObject item, IReadOnlyList<RemovedRelease> releases, HashSet<(string, string)> all)
    {
        var annotations = item.Annotations();
        var owner = (annotations.GetValueOrDefault("meta.helm.sh/release-namespace") ?? "", annotations.GetValueOrDefault("meta.helm.sh/release-name") ?? "");
        return all.Contains(owner) && !releases.Any(release => (release.Release.Installed.Namespace, release.Release.Installed.Name) == owner);
    }

    private static bool Takes(MeshRemnant remnant, JsonObject item) =>
        (item.Text("kind") == remnant.Kind.Kind && item.Name() == remnant.Object.Name() && (!remnant.Kind.Namespaced || item.Namespace() == remnant.Namespace))
        || (item.Text("kind") == "Pod" && remnant.Kind.Group == "apps" && item.Namespace() == remnant.Namespace && LabelSelector.Of(remnant.Object.Child("spec", "selector")).Matches(item.Child("metadata", "labels")));

    private static async Task<(List<string> Revisions, List<string> Others)> RevisionsAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        var (revisions, others) = (new List<string>(), new List<string>());
        await foreach (var item in cluster.ListAsync(ResourceKind.Deployment, new ListQuery(null, "app=istiod"), cancellation))
        {
            if (item.Namespace() == ns)
            {
                revisions.Add(item.Labels().GetValueOrDefault(MeshLabels.Revision) is { Length: > 0 } revision ? revision : MeshLabels.Default);
            }
            else
            {
                others.Add(ResourceKind.Deployment.Describe(item.Namespace(), item.Name()));
            }
        }

        return ([.. revisions.Distinct().Order(StringComparer.Ordinal)], [.. others.Order(StringComparer.Ordinal)]);
    }
}
