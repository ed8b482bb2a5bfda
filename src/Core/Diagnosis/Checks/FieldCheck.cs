using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>Whether a field of an object is as a cause has it. The path is a list of keys, <c>*</c> for every item of a list or map; it holds as soon as one value of one object fits.</summary>
internal sealed class FieldCheck : ICauseCheck
{
    /// <inheritdoc/>
    public string Name => "field";

    /// <inheritdoc/>
    public IReadOnlyList<string> Parameters => ["path", "matches?", "is?", "kind?", "name?", "namespace?", "selector?"];

    /// <inheritdoc/>
    public CheckAnswer Ask(CheckQuestion question)
    {
        var scope = new CheckScope(question);
        var (found, path) = (scope.Objects(out var why), question.Arguments.All("path"));
        if (found is not { Count: > 0 })
        {
            return CheckAnswer.NotEvaluated(found is null ? why : $"there is no {scope.Described}");
        }

        var wanted = question.Arguments.Has("matches", out _) ? scope.Argument("matches") : null;
        if (wanted is null && question.Arguments.Has("matches", out _))
        {
            return CheckAnswer.NotEvaluated("it is not known what to look for");
        }

        var where = string.Join('.', path);
        var hit = found.SelectMany(item => Values(item, path).Select(value => (Item: item, Value: value))).FirstOrDefault(pair => wanted is null || Patterns.Find(wanted, pair.Value) is not null);
        var says = hit.Item is null ? $"{scope.Described} has no {where}{(wanted is null ? "" : " like that")}"
            : $"{hit.Item.Text("kind") ?? question.Arguments.One("kind") ?? "pod"} {hit.Item.Name()} has {where}: {Patterns.Shorten(hit.Value)}";
        return CheckAnswer.Of(hit.Item is null == (question.Arguments.One("is") == "absent"), says);
    }

    private static IEnumerable<string> Values(JsonNode? node, IReadOnlyList<string> path, int depth = 0)
    {
        if (depth == path.Count)
        {
            return node is null ? [] : [node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node.ToJsonString()];
        }

        return (path[depth], node) switch
        {
            ("*", JsonArray list) => list.SelectMany(item => Values(item, path, depth + 1)),
            ("*", JsonObject map) => map.SelectMany(member => Values(member.Value, path, depth + 1)),
            (var key, JsonObject map) => Values(map[key], path, depth + 1),
            _ => [],
        };
    }
}
