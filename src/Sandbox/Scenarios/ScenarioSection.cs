using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;
using Mesh.Sandbox.Text;

namespace Mesh.Sandbox.Scenarios;

/// <summary>One map of a scenario file, of which all keys are known. Every error names its place.</summary>
internal sealed class ScenarioSection
{
    private readonly Dictionary<string, YamlNode> values = [];
    private readonly YamlNode node;

    public ScenarioSection(YamlNode node, string file, params string[] known)
    {
        (this.node, File) = (node, file);
        if (node is YamlScalar { IsNull: true })
        {
            return;
        }

        foreach (var (key, value) in (node as YamlMap ?? throw Wrong(node, "a map of keys and values is expected here")).Entries)
        {
            if (!known.Contains(key.Text))
            {
                throw ScenarioText.Malformed(file, key.At, $"there is no key '{key.Text}' here", NearestName.Hint(key.Text, known, $"Known here: {string.Join(", ", known)}"));
            }

            values[key.Text] = value;
        }
    }

    public string File { get; }

    public bool Has(string key) => values.ContainsKey(key);

    public YamlNode? Node(string key) => values.GetValueOrDefault(key);

    public string? Text(string key) => Node(key) switch
    {
        null => null,
        YamlScalar { Text: var text } => text,
        var other => throw Wrong(other, $"'{key}' is a single value"),
    };

    public string Required(string key) => Text(key) is { Length: > 0 } text ? text : throw ScenarioText.Malformed(File, Node(key)?.At ?? node.At, $"'{key}' is missing", $"Add {key}: to it");

    public int? Number(string key) => Text(key) is not { } text ? null
        : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(Node(key)!, $"'{key}' is a whole number, not '{text}'");

    public bool? Flag(string key) => Text(key) switch
    {
        null => null,
        "true" => true,
        "false" => false,
        var text => throw Wrong(Node(key)!, $"'{key}' is true or false, not '{text}'"),
    };

    public TimeSpan? Duration(string key) => Text(key) is not { } text ? null
        : text is "0" or "0s" or "0ms" ? TimeSpan.Zero
        : TimeLimit.TryParse(text, out var duration) ? duration : throw Wrong(Node(key)!, $"'{key}' is a duration such as 400ms or 2s, not '{text}'");

    public T? Choice<T>(string key)
        where T : struct, Enum
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        var names = Enum.GetNames<T>().Select(name => char.ToLowerInvariant(name[0]) + name[1..]).ToList();
        return names.Contains(text) ? Enum.Parse<T>(text, ignoreCase: true)
            : throw ScenarioText.Malformed(File, Node(key)!.At, $"'{key}' cannot be '{text}'", NearestName.Hint(text, names, $"Known here: {string.Join(", ", names)}"));
    }

    public IEnumerable<YamlNode> List(string key) => Node(key) switch
    {
        null => [],
        YamlList list => list.Items,
        var other => throw Wrong(other, $"'{key}' is a list"),
    };

    public IReadOnlyList<string> Texts(string key) => [.. List(key).Select(item => (item as YamlScalar)?.Text ?? throw Wrong(item, $"'{key}' is a list of texts"))];

    public IReadOnlyDictionary<string, string> Labels(string key) => Map(key) is not { } map ? new Dictionary<string, string>()
        : map.ToDictionary(entry => entry.Key, entry => entry.Value is JsonValue value ? value.ToString() : throw Wrong(Node(key)!, $"'{key}' holds texts only"));

    public JsonObject? Map(string key) => Node(key) is not { } value ? null
        : ScenarioText.ToJson(value, File) as JsonObject ?? throw Wrong(value, $"'{key}' is a map");

    public IReadOnlyList<JsonObject> Manifests(string key) => [.. List(key).Select(item => Manifest(item, File))];

    public static JsonObject Manifest(YamlNode item, string file)
    {
        var manifest = ScenarioText.ToJson(item, file) as JsonObject;
        var lacking = manifest is null ? "a map" : manifest.Text("apiVersion") is null ? "apiVersion" : manifest.Text("kind") is null ? "kind" : manifest.Name().Length == 0 ? "metadata.name" : null;
        return lacking is null ? manifest! : throw ScenarioText.Malformed(file, item.At, $"a manifest is expected here, and it has no {lacking}", "Write it as kubectl apply takes it");
    }

    private MeshException Wrong(YamlNode where, string what) => ScenarioText.Malformed(File, where.At, what, "docs/sandbox.md describes the file");
}
