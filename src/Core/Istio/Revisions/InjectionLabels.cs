using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>The two labels of a namespace that decide who injects proxies into its pods.</summary>
/// <param name="Injection">istio-injection; null where it is not there.</param>
/// <param name="Revision">istio.io/rev; null where it is not there.</param>
internal sealed record InjectionLabels(string? Injection, string? Revision)
{
    /// <summary>Those that name a revision.</summary>
    public static InjectionLabels To(string revision) => new(null, revision);

    /// <summary>Those that a namespace has.</summary>
    public static InjectionLabels Of(JsonObject ns) => new(ns.Labels().GetValueOrDefault(MeshLabels.Injection), ns.Labels().GetValueOrDefault(MeshLabels.Revision));

    /// <summary>The lines of the metadata they stand for.</summary>
    [JsonIgnore]
    public string Lines => Line(MeshLabels.Injection, Injection) + Line(MeshLabels.Revision, Revision);

    /// <summary>As people read it: <c>istio-injection=enabled</c>.</summary>
    public override string ToString() => string.Join(',', new[] { Injection is null ? null : $"{MeshLabels.Injection}={Injection}", Revision is null ? null : $"{MeshLabels.Revision}={Revision}" }.OfType<string>());

    /// <summary>The operations that lead from these labels to others; refused by the server where they are no longer these.</summary>
    public JsonArray PatchTo(InjectionLabels to) =>
        // Added before anything is removed: a namespace is in the mesh at every moment, and the map of its labels stays.
        [.. Put(MeshLabels.Injection, Injection, to.Injection), .. Put(MeshLabels.Revision, Revision, to.Revision), .. Remove(MeshLabels.Injection, Injection, to.Injection), .. Remove(MeshLabels.Revision, Revision, to.Revision)];

    private static IEnumerable<JsonObject> Put(string label, string? from, string? to)
    {
        if (from is not null)
        {
            yield return new JsonObject { ["op"] = "test", ["path"] = Path(label), ["value"] = from };
        }

        if (to is not null && to != from)
        {
            yield return new JsonObject { ["op"] = "add", ["path"] = Path(label), ["value"] = to };
        }
    }

    private static IEnumerable<JsonObject> Remove(string label, string? from, string? to) =>
        from is not null && to is null ? [new JsonObject { ["op"] = "remove", ["path"] = Path(label) }] : [];

    private static string Path(string label) => $"/metadata/labels/{label.Replace("/", "~1", StringComparison.Ordinal)}";

    private static string Line(string label, string? value) => value is null ? "" : $"    {label}: \"{value}\"\n";
}
