using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Journal;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Helm;

/// <summary>What an upgrade changes, object by object.</summary>
public static class ReleaseDiff
{
    /// <summary>The objects that differ, in the order they are rendered, then those that go; a release that stays as it is gives none but the hooks it runs.</summary>
    /// <param name="installed">What is installed; empty when the release is not.</param>
    /// <param name="rendered">What the upgrade would install.</param>
    /// <param name="ns">The release's namespace: an object that names it and one that leaves it out are the same.</param>
    /// <param name="secrets">Gets to know what the Secrets hold.</param>
    public static IReadOnlyList<ObjectDiff> Of(ManifestSet installed, ManifestSet rendered, string ns, Secrets secrets)
    {
        foreach (var item in installed.Objects.Concat(rendered.Objects))
        {
            SecretData.Register(item.Body, secrets);
        }

        var before = ByKey(installed, ns);
        var after = ByKey(rendered, ns);
        var phase = before.Count == 0 ? "install" : "upgrade";
        var made = after.Where(pair => pair.Value.Hooks.Count == 0).Select(pair => Compare(before.GetValueOrDefault(pair.Key), pair.Value)).Where(diff => diff.Diff.Length > 0);
        var gone = before.Where(pair => pair.Value.Hooks.Count == 0 && !after.ContainsKey(pair.Key))
            .Select(pair => pair.Value.IsKept ? new ObjectDiff(pair.Value, "keep", "") : new ObjectDiff(pair.Value, "delete", UnifiedDiff.Of(Show(pair.Value.Body), "")));
        var run = after.Where(pair => pair.Value.Hooks.Any(hook => hook == $"pre-{phase}" || hook == $"post-{phase}"))
            .Select(pair => Compare(before.GetValueOrDefault(pair.Key), pair.Value) with { Action = "run" });
        return [.. made, .. gone, .. run];
    }

    private static ObjectDiff Compare(ManifestObject? before, ManifestObject after) =>
        new(after, before is null ? "create" : "update", UnifiedDiff.Of(before is null ? "" : Show(before.Body), Show(after.Body))) { Before = before };

    private static string Show(JsonObject body) => YamlText.Of(SecretData.Redact(body));

    // The group without its version, since a version moved on is the same object; and hooks apart, since they may share a name with an object.
    private static OrderedDictionary<(string Group, string Kind, string Namespace, string Name, bool IsHook), ManifestObject> ByKey(ManifestSet set, string ns)
    {
        var objects = new OrderedDictionary<(string, string, string, string, bool), ManifestObject>();
        foreach (var item in set.Objects)
        {
            var group = item.ApiVersion.Contains('/', StringComparison.Ordinal) ? item.ApiVersion.Split('/')[0] : "";
            objects[(group, item.Kind, item.Namespace == ns ? "" : item.Namespace ?? "", item.Name, item.Hooks.Count > 0)] = item;
        }

        return objects;
    }
}
