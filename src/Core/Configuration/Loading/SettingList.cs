using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Journal;

namespace Mesh.Core.Configuration.Loading;

/// <summary>Writes options out as single values with their origin.</summary>
/// <param name="places">Where each value that was given came from, by its path.</param>
internal sealed class SettingList(IReadOnlyDictionary<string, Place> places)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<Setting> settings = [];

    /// <summary>All values, in the order of the types.</summary>
    /// <param name="options">The options.</param>
    public IReadOnlyList<Setting> Of(MeshOptions options)
    {
        Add(Shape.Of(typeof(MeshOptions)), options, "");
        return settings;
    }

    private void Add(Shape shape, object? value, string path)
    {
        switch (shape.Kind, value)
        {
            case (_, null):
                Say(path, "null");
                break;
            case (ShapeKind.Record, _):
                foreach (var option in shape.Options)
                {
                    Add(option.Shape, option.Property.GetValue(value), path.Length == 0 ? option.Key : $"{path}.{option.Key}");
                }

                break;
            case (ShapeKind.List, IList { Count: > 0 } list):
                for (var i = 0; i < list.Count; i++)
                {
                    Add(shape.Item!, list[i], $"{path}[{i}]");
                }

                break;
            case (ShapeKind.List, _):
                Say(path, "[]");
                break;
            case (ShapeKind.FreeMap, IReadOnlyDictionary<string, JsonNode?> { Count: > 0 } map):
                foreach (var (key, free) in map)
                {
                    Add($"{path}.{key}", free);
                }

                break;
            case (ShapeKind.FreeMap, _):
                Say(path, "{}");
                break;
            case (_, bool flag):
                Say(path, flag ? "true" : "false");
                break;
            default:
                Say(path, Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
        }
    }

    // Free values are written as JSON, so that the text "42" and the number 42 look different.
    private void Add(string path, JsonNode? value)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (key, child) in map)
                {
                    Add($"{path}.{key}", child);
                }

                break;
            default:
                Say(path, SecretKey.Is(path) ? "***" : value?.ToJsonString(Readable) ?? "null");
                break;
        }
    }

    private void Say(string path, string value) =>
        settings.Add(new Setting(path, value, places.TryGetValue(path, out var place) ? place.Origin : Setting.Default));
}
