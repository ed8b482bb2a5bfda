using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>A pod, or pods as a template makes them.</summary>
/// <param name="Object">The pod or the object with the template.</param>
/// <param name="Template">The pod, or the template, with metadata and spec.</param>
internal sealed record Workload(MeshObject Object, Field Template)
{
    private static readonly string[] Lists = ["containers", "initContainers"];
    private static readonly string[] Istios = ["istio-proxy", "istio-init", "istio-validation", "enable-core-dump", "discovery", "ztunnel", "install-cni"];

    public string Namespace => Object.Namespace;

    /// <summary>The pods' labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; } = TextsOf(Template["metadata"]["labels"]);

    /// <summary>The pods' annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; } = TextsOf(Template["metadata"]["annotations"]);

    /// <summary>Whether it is a pod that runs, and not a template.</summary>
    public bool IsPod => Object.Kind == MeshKind.Pod;

    /// <summary>All containers, those that run beside the application from the start included.</summary>
    public IEnumerable<Field> Containers => Lists.SelectMany(list => Template["spec"][list].Items);

    /// <summary>The containers without those of Istio.</summary>
    public IEnumerable<Field> Applications => Containers.Where(container => !Istios.Contains(container["name"].Text));

    /// <summary>Whether a proxy is among the containers; of a template only gateways say so themselves.</summary>
    public bool HasProxy => Containers.Any(container => container["name"].Text == "istio-proxy");

    /// <summary>Whether ztunnel takes its traffic.</summary>
    public bool IsAmbient => Annotations.GetValueOrDefault("ambient.istio.io/redirection") == "enabled";

    /// <summary>Whether its proxy is a gateway, of a chart or of the Gateway API.</summary>
    public bool IsGateway => Annotations.GetValueOrDefault("inject.istio.io/templates")?.Contains("gateway", StringComparison.Ordinal) == true || Labels.ContainsKey("gateway.networking.k8s.io/gateway-name")
        || Containers.Any(container => container["name"].Text == "istio-proxy" && container["args"].Texts.Contains("router"));

    /// <summary>The ports its containers name.</summary>
    public IEnumerable<(string? Name, long? Number)> Ports => Containers.SelectMany(container => container["ports"].Items).Select(port => (port["name"].Text, port["containerPort"].Whole));

    /// <summary>Whether the pods have all of these labels.</summary>
    public bool Has(IReadOnlyDictionary<string, string> labels) => labels.All(label => Labels.GetValueOrDefault(label.Key) == label.Value);

    private static Dictionary<string, string> TextsOf(Field field) => field.Members.Where(member => member.Text is not null).ToDictionary(member => member.Key!, member => member.Text!, StringComparer.Ordinal);
}
