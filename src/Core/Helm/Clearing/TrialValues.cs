using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Helm.Clearing;

/// <summary>One default that is replaced in a trial render, to see where it comes out.</summary>
/// <param name="Steps">Its path: that of a value that is no mapping and in no list, so a whole list is one.</param>
/// <param name="Value">The default.</param>
internal sealed record TrialLeaf(IReadOnlyList<object> Steps, JsonNode Value)
{
    /// <summary>False when its path leads into a list: values replace lists as a whole.</summary>
    public bool CanBeTried => !Steps.Any(step => step is int);
}

/// <summary>Replaces defaults by marks that appear nowhere else, types kept.</summary>
internal static class TrialValues
{
    private const string Mark = "meshmark";
    private const int FirstNumber = 41011;

    /// <summary>The leaves below the cleared paths.</summary>
    public static IEnumerable<TrialLeaf> Leaves(JsonObject defaults, IEnumerable<IReadOnlyList<object>> paths) =>
        paths.SelectMany(steps => Below(steps, ChartDefaults.At(defaults, steps)));

    /// <summary>The leaves with texts and numbers replaced, as one values tree. A leaf without any, a truth value or an empty list, is left out.</summary>
    /// <returns>The tree, and the marks in it.</returns>
    public static (JsonObject Values, IReadOnlyList<string> Marks) Marked(IReadOnlyList<TrialLeaf> leaves)
    {
        var (tree, marks) = (new JsonObject(), new List<string>());
        foreach (var leaf in leaves)
        {
            Put(tree, leaf.Steps, Replace(leaf.Value));
        }

        return (tree, marks);

        JsonNode? Replace(JsonNode? value) => value switch
        {
            JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Replace(pair.Value)))),
            JsonArray list => new JsonArray([.. list.Select(Replace)]),
            JsonValue scalar => Other(scalar),
            _ => null,
        };

        JsonValue Other(JsonValue scalar)
        {
            switch (scalar.GetValueKind())
            {
                case JsonValueKind.Number:
                    var number = FirstNumber + (marks.Count * 7);
                    marks.Add(number.ToString(CultureInfo.InvariantCulture));
                    return JsonValue.Create(number);
                case JsonValueKind.String when scalar.ToString() is { Length: > 0 } text:
                    // A text of digits becomes one of digits: templates make numbers of such.
                    var mark = text.All(char.IsAsciiDigit) ? (FirstNumber + (marks.Count * 7)).ToString(CultureInfo.InvariantCulture) : $"{Mark}{marks.Count}x";
                    marks.Add(mark);
                    return JsonValue.Create(mark);
                default:
                    return (JsonValue)scalar.DeepClone();
            }
        }
    }

    /// <summary>The leaves that are this truth value, turned over.</summary>
    public static (IReadOnlyList<TrialLeaf> Leaves, JsonObject Values) Turned(IEnumerable<TrialLeaf> leaves, bool value)
    {
        var tree = new JsonObject();
        var turned = leaves.Where(leaf => leaf.Value.GetValueKind() == (value ? JsonValueKind.True : JsonValueKind.False)).ToList();
        turned.ForEach(leaf => Put(tree, leaf.Steps, !value));
        return (turned, tree);
    }

    /// <summary>Puts a value at a path; lists are not gone into.</summary>
    public static void Put(JsonObject tree, IReadOnlyList<object> steps, JsonNode? value)
    {
        foreach (var key in steps.SkipLast(1).OfType<string>())
        {
            tree = (JsonObject)(tree[key] ??= new JsonObject());
        }

        tree[(string)steps[^1]] = value;
    }

    private static IEnumerable<TrialLeaf> Below(IReadOnlyList<object> steps, JsonNode? value) => value switch
    {
        JsonObject map => map.SelectMany(pair => Below([.. steps, pair.Key], pair.Value)),
        JsonArray { Count: 0 } or null => [],
        _ => [new TrialLeaf(steps, value)],
    };
}
