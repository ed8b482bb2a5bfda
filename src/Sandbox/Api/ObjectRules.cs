using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Api;

/// <summary>What a server refuses as invalid: names, labels and the shape of workloads. A real server knows whole schemas; this knows what deliveries get wrong.</summary>
internal static partial class ObjectRules
{
    private const string Subdomain = "a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string Label = "a DNS-1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string Value = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    /// <exception cref="Core.Findings.MeshException">422, with every cause there is.</exception>
    public static void Check(ResourceKind kind, JsonObject item, JsonObject? before)
    {
        var causes = Causes(kind, item, before).ToArray();
        if (causes.Length > 0)
        {
            throw ApiError.Invalid(kind, item.Name(), causes);
        }
    }

    private static IEnumerable<string> Causes(ResourceKind kind, JsonObject item, JsonObject? before)
    {
        var name = item.Name();
        var isLabel = kind is { Group: "", Plural: "namespaces" or "services" };
        // Names of roles may hold what a path segment may: system:node.
        var isPath = kind.Group == "rbac.authorization.k8s.io";
        if (name.Length == 0)
        {
            yield return "metadata.name: Required value: name or generateName is required";
        }
        else if (!isPath && (name.Length > (isLabel ? 63 : 253) || !(isLabel ? LabelShape() : SubdomainShape()).IsMatch(name)))
        {
            yield return $"metadata.name: Invalid value: \"{name}\": {(name.Length > (isLabel ? 63 : 253) ? $"must be no more than {(isLabel ? 63 : 253)} characters" : isLabel ? Label : Subdomain)}";
        }

        foreach (var (_, value) in item.Child("metadata", "labels") ?? [])
        {
            if (value.Text() is not { } text || text.Length > 63 || !ValueShape().IsMatch(text))
            {
                yield return $"metadata.labels: Invalid value: \"{value}\": {Value}";
            }
        }

        if (kind.Group == "apps" && kind.Plural is "deployments" or "replicasets" or "statefulsets" or "daemonsets")
        {
            foreach (var cause in WorkloadCauses(item, before))
            {
                yield return cause;
            }
        }

        if (kind is { Group: "", Plural: "pods" })
        {
            foreach (var cause in PodCauses(item["spec"], "spec"))
            {
                yield return cause;
            }
        }
    }

    private static IEnumerable<string> WorkloadCauses(JsonObject item, JsonObject? before)
    {
        var selector = item.Child("spec", "selector");
        if (selector is null || (selector.Child("matchLabels") is not { Count: > 0 } && !selector.Items("matchExpressions").Any()))
        {
            yield return "spec.selector: Required value";
        }
        else if (!LabelSelector.Of(selector).Matches(item.Child("spec", "template", "metadata", "labels")))
        {
            var labels = item.Child("spec", "template", "metadata", "labels")?.ToJsonString() ?? "null";
            yield return $"spec.template.metadata.labels: Invalid value: {labels}: `selector` does not match template `labels`";
        }

        if (before is not null && !JsonNode.DeepEquals(before.At("spec", "selector"), selector))
        {
            yield return $"spec.selector: Invalid value: {selector?.ToJsonString() ?? "null"}: field is immutable";
        }

        if (item.Whole("spec", "replicas") < 0)
        {
            yield return $"spec.replicas: Invalid value: {item.Whole("spec", "replicas")}: must be greater than or equal to 0";
        }

        foreach (var cause in PodCauses(item.At("spec", "template", "spec"), "spec.template.spec"))
        {
            yield return cause;
        }
    }

    private static IEnumerable<string> PodCauses(JsonNode? spec, string path)
    {
        var containers = spec.Items("containers").ToList();
        if (containers.Count == 0)
        {
            yield return $"{path}.containers: Required value";
        }

        var seen = new HashSet<string>();
        for (var i = 0; i < containers.Count; i++)
        {
            var name = containers[i].Text("name");
            if (string.IsNullOrEmpty(name))
            {
                yield return $"{path}.containers[{i}].name: Required value";
            }
            else if (!LabelShape().IsMatch(name))
            {
                yield return $"{path}.containers[{i}].name: Invalid value: \"{name}\": {Label}";
            }
            else if (!seen.Add(name))
            {
                yield return $"{path}.containers[{i}].name: Duplicate value: \"{name}\"";
            }

            if (string.IsNullOrEmpty(containers[i].Text("image")))
            {
                yield return $"{path}.containers[{i}].image: Required value";
            }
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainShape();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelShape();

    [GeneratedRegex(@"^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex ValueShape();
}
