using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>A pod that is there.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Proxy">What it has of a proxy.</param>
internal sealed record LivePod(string Namespace, string Name, DateTimeOffset? Created, AdmittedPod Proxy)
{
    /// <summary>Its metadata and spec, as far as injection looks at them; of a pod that belongs to a workload only what it says of injection itself.</summary>
    public required JsonObject Body { get; init; }

    /// <summary>Reads a pod.</summary>
    public static LivePod Of(JsonObject pod) => new(pod.Namespace() ?? "", pod.Name(), pod.Created(), AdmittedPod.Of(pod))
    {
        Body = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = pod.Child("metadata", "labels")?.DeepClone(), ["annotations"] = pod.Child("metadata", "annotations")?.DeepClone() }, ["spec"] = new JsonObject { ["hostNetwork"] = pod.Flag("spec", "hostNetwork") } },
    };

    /// <summary>As people write it.</summary>
    public override string ToString() => $"pod/{Printable.OneLine(Name)}";
}
