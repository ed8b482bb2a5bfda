using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>Controllers that cannot make their pods, and an istiod that is not there.</summary>
internal static partial class WorkloadFaults
{
    public static IEnumerable<Fault> Of(Surroundings seen) => Refused(seen).Concat(Istiods(seen));

    private static IEnumerable<Fault> Refused(Surroundings seen) =>
        from kind in new[] { ResourceKind.ReplicaSet, ResourceKind.StatefulSet, ResourceKind.DaemonSet }
        from item in seen.Evidence.Of(kind) ?? []
        where Lacks(item)
        let said = item.Condition("ReplicaFailure") is { } condition && condition.Text("status") == "True" ? $"{condition.Text("reason")}: {Printable.OneLine(condition.Text("message") ?? "")}" : seen.Warnings(kind, item).FirstOrDefault(warning => warning.StartsWith("FailedCreate", StringComparison.Ordinal))
        where said is not null
        select Of(seen, kind, item, said);

    private static Fault Of(Surroundings seen, ResourceKind kind, JsonObject item, string said)
    {
        var owner = seen.OwnerOf(item);
        return new(Catalogue.PodCreation.On(owner, Fields.OneLine(said)), seen.IsIstiod(item) ? Layer.ControlPlane : Layer.Pod, Named().Replace(said, ""))
        {
            Object = ObjectKey.Of(kind, item),
            Says = Says.How,
            About = [owner, .. seen.KeysOf(kind, item)],
            DueTo = [.. Hook().Matches(said).Select(match => ObjectKey.Hook(match.Groups["name"].Value))],
            Proof = [.. seen.Warnings(kind, item).Take(3)],
        };
    }

    private static bool Lacks(JsonObject item) => item.Text("kind") == "DaemonSet"
        ? (item.Number("status", "currentNumberScheduled") ?? 0) < (item.Number("status", "desiredNumberScheduled") ?? 0)
        : (item.Number("status", "replicas") ?? 0) < (item.Number("spec", "replicas") ?? 1);

    // Everything in a mesh stands on it, so that it counts for itself, also when it was only scaled down.
    private static IEnumerable<Fault> Istiods(Surroundings seen) =>
        from item in seen.Evidence.Of(ResourceKind.Deployment) ?? []
        where seen.IsIstiod(item) && (item.Number("status", "availableReplicas") ?? 0) == 0
        let wanted = item.Number("spec", "replicas") ?? 1
        let subject = ResourceKind.Deployment.Describe(item.Namespace(), item.Name())
        select new Fault(VerificationFindings.Unavailable.On(subject, $"0 of {wanted} pods available{(wanted == 0 ? ": it is scaled to 0" : "")}"), Layer.ControlPlane, subject)
        {
            Object = subject,
            About = seen.KeysOf(ResourceKind.Deployment, item),
            DueTo =
            [
                .. seen.Pods.Where(pod => seen.IsIstiod(pod) && seen.OwnerOf(pod) == subject).Select(pod => ObjectKey.Of(ResourceKind.Pod, pod)),
                .. (seen.Evidence.Of(ResourceKind.ReplicaSet) ?? []).Where(set => set.ControllerUid() == item.Uid()).Select(set => ObjectKey.Of(ResourceKind.ReplicaSet, set)),
            ],
            Proof = [.. seen.Warnings(ResourceKind.Deployment, item).Take(2)],
        };

    // pods "web-5f-" is forbidden: the name is another one each time.
    [GeneratedRegex(@"""[a-z0-9][a-z0-9.-]*""", RegexOptions.CultureInvariant)]
    private static partial Regex Named();

    [GeneratedRegex(@"failed calling webhook ""(?<name>[^""\s]{1,253})""", RegexOptions.CultureInvariant)]
    private static partial Regex Hook();
}
