using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>The pod that the server is asked about, with dryRun=All, to see what injection makes of it. None is ever made.</summary>
internal static class ProofPod
{
    // The server makes a name of it; the longest that still leaves room for what it adds.
    private const int LongestPrefix = 200;

    /// <summary>A pod of a template, as its controller would make it.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="workload">Whose pod it would be.</param>
    /// <param name="template">metadata and spec.</param>
    public static JsonObject Of(string ns, string workload, JsonObject template)
    {
        var metadata = new JsonObject { ["generateName"] = $"{(workload.Length > LongestPrefix ? workload[..LongestPrefix] : workload)}-", ["namespace"] = ns };
        foreach (var part in (string[])["labels", "annotations"])
        {
            if (template.Child("metadata", part) is { } values)
            {
                metadata[part] = values.DeepClone();
            }
        }

        return new() { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = template["spec"]?.DeepClone() ?? new JsonObject() };
    }
}
