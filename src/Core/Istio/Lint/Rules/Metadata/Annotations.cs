using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Metadata;

/// <summary>Annotations of Istio: known, where they count, and with values that can be read.</summary>
internal sealed partial class Annotations : ILintRule
{
    private static readonly HashSet<string> Templates = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Rollout"];

    public IReadOnlyList<FindingKind> Kinds => [MetadataFindings.MisplacedAnnotation, MetadataFindings.UnknownAnnotation, MetadataFindings.BadAnnotation, MetadataFindings.DeprecatedAnnotation];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var item in mesh.Objects.Where(item => item.Annotations.Count > 0))
        {
            foreach (var annotation in item.Root["metadata"]["annotations"].Members)
            {
                Look(annotation, item.Kind.Kind, remarks);
            }
        }

        foreach (var annotation in mesh.Workloads.All.Where(workload => !workload.IsPod).SelectMany(workload => workload.Template["metadata"]["annotations"].Members))
        {
            Look(annotation, "Pod", remarks);
        }
    }

    private static void Look(Field annotation, string kind, Remarks remarks)
    {
        var name = annotation.Key!;
        if (!IstioAnnotations.IsIstios(name))
        {
            return;
        }

        if (IstioAnnotations.Find(name) is not { } known)
        {
            remarks.Find(MetadataFindings.UnknownAnnotation, annotation, $"{name} is none of Istio's", NearestName.Of(name, IstioAnnotations.Names) is { } near ? $"Write {near} if that is meant, or take it out" : null);
        }
        else if (known.On != "Any" && !known.On.Split(' ').Contains(kind))
        {
            remarks.Find(MetadataFindings.MisplacedAnnotation, annotation, $"{name} counts on {known.On}, and not on {kind}", known.On == "Pod" && Templates.Contains(kind) ? "Move it to spec.template.metadata.annotations" : null);
        }
        else if (!Fits(known.Value, annotation.Text ?? annotation.Json?.ToJsonString() ?? ""))
        {
            remarks.Find(MetadataFindings.BadAnnotation, annotation, $"{name} is '{annotation.Text ?? annotation.Json?.ToJsonString()}', and {Words(known.Value)} is meant");
        }
        else if (known.Instead is { } instead)
        {
            remarks.Find(MetadataFindings.DeprecatedAnnotation, annotation, $"{name}, instead of which there is {instead}", $"Use {instead}");
        }
    }

    private static bool Fits(string kind, string text) => kind switch
    {
        "bool" => text.ToLowerInvariant() is "true" or "false" or "y" or "n" or "yes" or "no" or "on" or "off" or "1" or "0" or "t" or "f",
        "number" => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        "ports" => text is "*" or "" || text.Split(',').All(part => ushort.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _)),
        "ranges" => text is "*" or "" || text.Split(',').All(part => IPNetwork.TryParse(part.Trim(), out _)),
        "quantity" => Quantity().IsMatch(text),
        "json" => IsJson(text),
        _ => true,
    };

    private static string Words(string kind) => kind switch
    {
        "bool" => "true or false",
        "number" => "a whole number",
        "ports" => "a list of ports with commas between, or *",
        "ranges" => "a list of ranges such as 10.0.0.0/8 with commas between, or *",
        "quantity" => "a quantity such as 100m or 128Mi",
        _ => "JSON",
    };

    private static bool IsJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^[0-9]+(\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi|T|Ti)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Quantity();
}
