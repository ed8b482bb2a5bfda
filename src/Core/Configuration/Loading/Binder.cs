using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration.Loading;

/// <summary>Makes options of nodes. Whatever does not fit is told to the problems, each thing once, and left out.</summary>
/// <param name="environment">For the home folder.</param>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class Binder(IReadOnlyDictionary<string, string> environment, Problems problems)
{
    /// <summary>Where each value that was given came from, by its path.</summary>
    public Dictionary<string, Place> Places { get; } = new(StringComparer.Ordinal);

    /// <summary>The options a record's node describes.</summary>
    /// <param name="shape">The record.</param>
    /// <param name="node">What was written; null for nothing at all.</param>
    /// <param name="path">The record's path; empty for the root.</param>
    public object BindRecord(Shape shape, MapNode? node, string path)
    {
        // Not through a constructor call in code, so that required members may be missing until the problems are told.
        var record = Activator.CreateInstance(shape.Type)!;
        foreach (var entry in node?.Entries ?? [])
        {
            var at = path.Length == 0 ? entry.Key : $"{path}.{entry.Key}";
            if (shape.Find(entry.Key) is not { } option)
            {
                problems.Add(entry.Place, () => Unknown(shape, entry.Key, path));
            }
            else if (entry.Value.IsNull)
            {
                if (option.Required)
                {
                    problems.Add(entry.Value.Place, $"{at} must have a value");
                }
                else if (option.Property.GetValue(record) is null)
                {
                    Places[at] = entry.Value.Place;
                }
            }
            else if (Bind(option.Shape, entry.Value, at, option) is { } value)
            {
                option.Property.SetValue(record, value);
            }
        }

        if (node is not null)
        {
            CheckRecord(shape, node, path);
        }

        return record;
    }

    /// <summary>What to say of a key nobody knows.</summary>
    /// <param name="shape">The record it was given to.</param>
    /// <param name="key">The key.</param>
    /// <param name="path">The record's path; empty for the root.</param>
    public static string Unknown(Shape shape, string key, string path)
    {
        var at = path.Length == 0 ? "" : $" in {path}";
        if (SecretKey.Is(key))
        {
            var instead = shape.Keys.Contains("passwordFromEnv")
                ? "name the environment variable that holds it in passwordFromEnv, or the file in passwordFromFile"
                : $"and there is no such key{at}";
            return $"key {Problems.Quote(key)}{at}: a secret never stands in the configuration; {instead}";
        }

        return $"unknown key {Problems.Quote(key)}{at}; {Problems.Suggest(key, shape.Keys)}";
    }

    /// <summary>What was written, after "found".</summary>
    /// <param name="node">It.</param>
    public static string Found(Node node) => node switch
    {
        ListNode => "a list",
        MapNode => "keys with values",
        ScalarNode { Style: ScalarStyle.Quoted, Text: var text } => $"the text {Problems.Quote(text)}",
        ScalarNode { Text: var text } => Problems.Quote(text),
        _ => "nothing",
    };

    private object? Bind(Shape shape, Node node, string path, Option option)
    {
        Places[path] = node.Place;
        return (shape.Kind, node) switch
        {
            (ShapeKind.Text, ScalarNode scalar) => Text(scalar, path, option),
            (ShapeKind.Switch, ScalarNode { Style: not ScalarStyle.Quoted } scalar) when CoreSchema.Switch(scalar.Text) is { } flag => flag,
            (ShapeKind.Switch, ScalarNode scalar) when CoreSchema.FormerSwitch(scalar.Text) is { } meant => Wrong(node, $"{path}: expected true or false, found {Problems.Quote(scalar.Text)}; write {(meant ? "true" : "false")}"),
            (ShapeKind.Number, ScalarNode { Style: not ScalarStyle.Quoted } scalar) when int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) =>
                number >= (option.Minimum ?? int.MinValue) ? number : Wrong(node, $"{path}: expected at least {option.Minimum}, found {number}"),
            (ShapeKind.List, ListNode list) => List(shape, list, path, option),
            (ShapeKind.List, ScalarNode scalar) => Wrong(node, $"{path}: expected a list, found {Found(scalar)}; write it as [{(shape.Item!.Kind == ShapeKind.Text ? "\"…\"" : "…")}], also when it is one item"),
            (ShapeKind.Record, MapNode map) => BindRecord(shape, map, path),
            (ShapeKind.FreeMap, MapNode map) => map.Entries.ToDictionary(entry => entry.Key, entry => Free(entry.Value, $"{path}.{entry.Key}"), StringComparer.Ordinal),
            (ShapeKind.Switch or ShapeKind.Number, ScalarNode { Style: ScalarStyle.Quoted } quoted) => Wrong(node, $"{path}: expected {shape.Words}, found {Found(quoted)}; write it without quotes"),
            _ => Wrong(node, $"{path}: expected {shape.Words}, found {Found(node)}"),
        };
    }

    private object? Text(ScalarNode scalar, string path, Option option)
    {
        if (option.Form.Fits(scalar.Text))
        {
            return option.HomePath ? HomePathAttribute.Expand(scalar.Text, environment) : scalar.Text;
        }

        return Wrong(scalar, $"{path} must be {option.Form.Words}{(option.NamesSecret ? "" : $"; found {Problems.Quote(scalar.Text)}")}");
    }

    private Array? List(Shape shape, ListNode list, string path, Option option)
    {
        var bound = new List<object?>();
        for (var i = 0; i < list.Items.Count; i++)
        {
            bound.Add(list.Items[i].IsNull ? Wrong(list.Items[i], $"{path}[{i}] must have a value") : Bind(shape.Item!, list.Items[i], $"{path}[{i}]", option));
        }

        CheckUnique(option, list, bound, path);
        if (bound.Contains(null))
        {
            return null;
        }

        var array = Array.CreateInstance(shape.Item!.Type, bound.Count);
        for (var i = 0; i < bound.Count; i++)
        {
            array.SetValue(bound[i], i);
        }

        return array;
    }

    private JsonNode? Free(Node node, string path)
    {
        Places[path] = node.Place;
        switch (node)
        {
            case MapNode map:
                return new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, Free(entry.Value, $"{path}.{entry.Key}"))));
            case ListNode list:
                return new JsonArray([.. list.Items.Select((item, i) => Free(item, $"{path}[{i}]"))]);
            case ScalarNode { Style: ScalarStyle.Given, Text: "" }:
                return "";
            // Only what begins like a YAML collection or quote is read as YAML: *.example.com is a host and no alias.
            case ScalarNode { Style: ScalarStyle.Given, Text: ['{' or '[' or '"' or '\'', ..] } given:
                return new NodeReader(_ => given.Place, problems).Read(given.Text) is { } read ? Free(read, path) : null;
            case ScalarNode { Style: ScalarStyle.Quoted } quoted:
                return quoted.Text;
            default:
                var value = CoreSchema.Value(((ScalarNode)node).Text, out var problem);
                if (problem is not null)
                {
                    problems.Add(node.Place, $"{path}: {(SecretKey.Is(path) ? "this value would not stay as it is written; put it in quotes" : problem)}");
                }

                return value;
        }
    }

    private void CheckRecord(Shape shape, MapNode node, string path)
    {
        var name = path.Length == 0 ? "the file" : path;
        foreach (var missing in shape.Options.Where(option => option.Required && node[option.Key] is null))
        {
            problems.Add(node.Place, $"{name} lacks '{missing.Key}'");
        }

        if (shape.OneOf is not { } rule)
        {
            return;
        }

        var given = rule.Keys.Where(key => node[key] is { IsNull: false }).ToList();
        if (given.Count > 1)
        {
            problems.Add(node[given[1]]!.Place, $"{name} has both '{given[0]}' and '{given[1]}'; keep one of them");
        }
        else if (given.Count == 0 && !rule.OrNone)
        {
            problems.Add(node.Place, $"{name} needs either '{rule.Keys[0]}' or '{rule.Keys[1]}'");
        }
    }

    private void CheckUnique(Option option, ListNode list, List<object?> bound, string path)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < bound.Count && option.UniqueBy.Count > 0; i++)
        {
            var values = bound[i] is { } item ? option.UniqueBy.Select(key => option.Shape.Item!.Find(key)!.Property.GetValue(item) as string).ToList() : [null];
            if (!values.Contains(null) && !first.TryAdd(string.Join('/', values), i))
            {
                var same = string.Join(" and ", option.UniqueBy.Zip(values, (key, value) => $"{key} '{value}'"));
                problems.Add(list.Items[i].Place, $"{path}[{i}] is {path}[{first[string.Join('/', values)]}] again: both have {same}");
            }
        }
    }

    private object? Wrong(Node node, string text)
    {
        problems.Add(node.Place, text);
        return null;
    }
}
