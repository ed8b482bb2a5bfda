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

        var (where, absent) = (string.Join('.', path), question.Arguments.One("is") == "absent");
        foreach (var item in found)
        {
            var values = Values(item, path).ToList();
            var hit = values.FirstOrDefault(value => wanted is null || Patterns.Find(wanted, value) is not null);
            if (absent ? values.Count == 0 : hit is not null)
            {
                return CheckAnswer.Confirmed($"{item.Text("kind") ?? question.Arguments.One("kind") ?? "pod"} {item.Name()} {(absent ? $"has no {where}" : $"has {where}: {Patterns.Shorten(hit!)}")}");
            }
        }

        return CheckAnswer.RuledOut($"{scope.Described} {(absent ? $"has {where}" : $"has no such {where}")}");
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
