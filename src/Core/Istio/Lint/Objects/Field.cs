using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Istio.Lint.Objects;

/// <summary>A place in an object, whether or not something stands there: it can be read as any type, and a finding can point at it.</summary>
internal sealed class Field
{
    private readonly Field? parent;

    internal Field(MeshObject of, JsonNode? json, Field? parent, string? key, int index) => (Object, Json, this.parent, Key, Index) = (of, json, parent, key, index);

    /// <summary>The object it is in.</summary>
    public MeshObject Object { get; }

    /// <summary>What stands there; null for nothing.</summary>
    public JsonNode? Json { get; }

    /// <summary>Its key; null for an item of a list and for the object itself.</summary>
    public string? Key { get; }

    /// <summary>Its number in a list, from 0.</summary>
    public int Index { get; }

    /// <summary>Whether something stands there.</summary>
    public bool IsThere => Json is not null;

    /// <summary>The text that stands there; null for anything else.</summary>
    public string? Text => Json is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>The truth value that stands there; null for anything else.</summary>
    public bool? Flag => Json is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>The number that stands there; null for anything else.</summary>
    public double? Number => Json is JsonValue value && value.GetValueKind() == JsonValueKind.Number && double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>The whole number that stands there; null for anything else.</summary>
    public long? Whole => Number is { } number && double.IsInteger(number) && Math.Abs(number) < 1e15 ? (long)number : null;

    /// <summary>The items of the list that stands there; none for anything else.</summary>
    public IEnumerable<Field> Items => (Json as JsonArray ?? []).Select((item, index) => new Field(Object, item, this, null, index));

    /// <summary>The texts of the list that stands there.</summary>
    public IEnumerable<string> Texts => Items.Select(item => item.Text).OfType<string>();

    /// <summary>The members of the map that stands there; none for anything else.</summary>
    public IEnumerable<Field> Members => (Json as JsonObject ?? []).Select(member => new Field(Object, member.Value, this, member.Key, -1));

    /// <summary>Its line; null where the object has no text.</summary>
    public int? Line => Object.LineOf(this);

    /// <summary>A field below it.</summary>
    /// <param name="key">Its key.</param>
    public Field this[string key] => new(Object, Json is JsonObject map && map.TryGetPropertyValue(key, out var value) ? value : null, this, key, -1);

    /// <summary>The steps from the object to it.</summary>
    internal IEnumerable<Field> Way()
    {
        var way = new Stack<Field>();
        for (var field = this; field.parent is not null; field = field.parent)
        {
            way.Push(field);
        }

        return way;
    }

    /// <summary>As people write it: <c>spec.http[0].route[1].weight</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var step in Way())
        {
            text.Append(step.Key is null ? $"[{step.Index}]" : text.Length == 0 ? step.Key : $".{step.Key}");
        }

        return Model.Printable.OneLine(text.ToString());
    }
}
