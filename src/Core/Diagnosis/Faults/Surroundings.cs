using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>What was seen, in the order in which questions about it are asked.</summary>
internal sealed class Surroundings
{
    private readonly ILookup<string, string> warnings;
    private readonly Dictionary<string, JsonObject> byUid;
    private readonly ILookup<string, JsonObject> slices;
    private readonly Dictionary<string, JsonObject> bySubject;

    public Surroundings(EvidenceSet evidence, string istioNamespace)
    {
        (Evidence, IstioNamespace) = (evidence, istioNamespace);
        warnings = (evidence.Of(ResourceKind.Event) ?? []).Where(heard => heard.Text("type") == "Warning")
            .OrderByDescending(heard => heard.Text("lastTimestamp") ?? heard.Text("eventTime") ?? "", StringComparer.Ordinal)
            .ToLookup(EventSymptoms.Subject, heard => $"{Printable.OneLine(heard.Text("reason") ?? "")}: {Printable.OneLine(heard.Text("message") ?? "")}");
        byUid = new[] { ResourceKind.ReplicaSet, ResourceKind.Deployment, ResourceKind.StatefulSet, ResourceKind.DaemonSet }.SelectMany(kind => evidence.Of(kind) ?? [])
            .Where(item => item.Uid().Length > 0).DistinctBy(item => item.Uid()).ToDictionary(item => item.Uid());
        bySubject = new[] { ResourceKind.Pod, ResourceKind.ReplicaSet, ResourceKind.Deployment, ResourceKind.StatefulSet, ResourceKind.DaemonSet, ResourceKind.Service, ResourceKind.Node }
            .SelectMany(kind => (evidence.Of(kind) ?? []).Select(item => (Subject: kind.Describe(item.Namespace(), item.Name()), Item: item))).DistinctBy(one => one.Subject).ToDictionary(one => one.Subject, one => one.Item);
        slices = (evidence.Of(EvidenceKinds.EndpointSlice) ?? []).ToLookup(slice => $"{slice.Namespace()}/{slice.Labels().GetValueOrDefault("kubernetes.io/service-name")}");
    }

    public EvidenceSet Evidence { get; }

    /// <summary>The namespace of the control plane.</summary>
    public string IstioNamespace { get; }

    /// <summary>The pods; none where they were not looked at.</summary>
    public IReadOnlyList<JsonObject> Pods => Evidence.Of(ResourceKind.Pod) ?? [];

    /// <summary>The object that people write so; null where it was not seen.</summary>
    public JsonObject? Find(string subject) => bySubject.GetValueOrDefault(subject);

    /// <summary>The warnings about an object, the newest first, each once.</summary>
    public IEnumerable<string> Warnings(ResourceKind kind, JsonObject item) => warnings[kind.Describe(item.Namespace(), item.Name())].Distinct(StringComparer.Ordinal);

    /// <summary>What owns an object in the end, as people write it: the Deployment of a pod; the object itself where nothing does.</summary>
    public string OwnerOf(JsonObject item)
    {
        var owner = item;
        // A pod, its ReplicaSet, its Deployment: never more.
        for (var steps = 0; steps < 3 && owner.ControllerUid() is { } uid && byUid.TryGetValue(uid, out var next); steps++)
        {
            owner = next;
        }

        var kind = owner.Text("kind") ?? "object";
        return owner.ControllerUid() is not null && owner.Items("metadata", "ownerReferences").FirstOrDefault() is { } above
            ? $"{(above.Text("kind") ?? "object").ToLowerInvariant()}/{above.Text("name")} in {owner.Namespace()}"
            : $"{kind.ToLowerInvariant()}/{owner.Name()} in {owner.Namespace()}";
    }

    /// <summary>Whether a pod is istiod's.</summary>
    public bool IsIstiod(JsonObject item) => item.Namespace() == IstioNamespace && (item.Labels().GetValueOrDefault("app") == "istiod" || item.Name() == "istiod" || item.Name().StartsWith("istiod-", StringComparison.Ordinal));

    /// <summary>What stands for an object in the search for causes: itself and, of istiod's, the control plane.</summary>
    public IReadOnlyList<string> KeysOf(ResourceKind kind, JsonObject item) => IsIstiod(item) ? [ObjectKey.Of(kind, item), ObjectKey.Istiod] : [ObjectKey.Of(kind, item)];

    /// <summary>How many ready endpoints a Service has; null where that was not looked at.</summary>
    public int? ReadyBehind(string? ns, string name) => Evidence.Of(EvidenceKinds.EndpointSlice) is null ? null
        // Without a word on it an endpoint counts as ready.
        : slices[$"{ns}/{name}"].SelectMany(slice => slice.Items("endpoints")).Where(endpoint => endpoint.Flag("conditions", "ready") != false).SelectMany(endpoint => endpoint.Elements("addresses")).Select(address => $"{address}").Distinct().Count();

    /// <summary>The pods that a Service selects.</summary>
    public IEnumerable<JsonObject> Behind(JsonObject service)
    {
        var wanted = service.Texts("spec", "selector");
        return wanted.Count == 0 ? [] : Pods.Where(pod => pod.Namespace() == service.Namespace() && Matches(pod.Labels(), wanted));
    }

    /// <summary>Whether labels have all that is wanted.</summary>
    public static bool Matches(IReadOnlyDictionary<string, string> labels, IReadOnlyDictionary<string, string> wanted) => wanted.All(label => labels.GetValueOrDefault(label.Key) == label.Value);
}
