using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Archives;

/// <summary>What an archive holds, and of what it was made.</summary>
/// <param name="Newest">The newest moment that anything in it tells of. Not when it was made: two looks at the same state give the same archive.</param>
/// <param name="Entries">Its files, by path.</param>
internal sealed record ArchiveManifest(DateTimeOffset Newest, IReadOnlyList<ArchiveEntry> Entries)
{
    private const int Schema = 1;

    /// <summary>The kube context; null where there was none.</summary>
    public string? Context { get; init; }

    /// <summary>The version of the server; null where it was not asked.</summary>
    public string? Server { get; init; }

    /// <summary>The namespaces that were asked for; null for all.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; }

    /// <summary>The namespace of the control plane.</summary>
    public string IstioNamespace { get; init; } = "istio-system";

    /// <summary>What could not be looked at.</summary>
    public IReadOnlyList<string> NotSeen { get; init; } = [];

    /// <summary>The platforms that images are built for, as their registries said.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Platform>> Platforms { get; init; } = new Dictionary<string, IReadOnlyList<Platform>>();

    /// <summary>How many objects there are of each kind, by file.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>();

    /// <summary>As it is written.</summary>
    public JsonObject ToJson()
    {
        var written = Described();
        if (Platforms.Count > 0)
        {
            written["platforms"] = new JsonObject(Platforms.OrderBy(image => image.Key, StringComparer.Ordinal).Select(image => KeyValuePair.Create(image.Key, (JsonNode?)Texts(image.Value.Select(platform => (platform with { OsVersion = null }).ToString()).Distinct().Order(StringComparer.Ordinal)))));
        }

        return written;
    }

    private JsonObject Described() => new()
    {
        ["schema"] = Schema,
        ["newest"] = Newest.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["context"] = Context,
        ["server"] = Server,
        ["istioNamespace"] = IstioNamespace,
        ["namespaces"] = Namespaces is null ? null : Texts(Namespaces),
        ["notSeen"] = Texts(NotSeen),
        ["counts"] = new JsonObject(Counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
        ["files"] = new JsonArray([.. Entries.Select(entry => entry.ToJson())]),
    };

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is none, or of another schema; the message says why.</exception>
    public static ArchiveManifest Read(JsonNode? node)
    {
        if (node is not JsonObject root)
        {
            throw new FormatException($"{ArchivePaths.Manifest} is no object");
        }

        if (root.Number("schema") != Schema)
        {
            throw new FormatException($"{ArchivePaths.Manifest} is of schema {Printable.OneLine(root["schema"]?.ToJsonString() ?? "none")}, and this program knows {Schema}");
        }

        var entries = root.Items("files").Select(ArchiveEntry.Read).ToList();
        return entries.DistinctBy(entry => entry.Path).Count() != entries.Count ? throw new FormatException($"{ArchivePaths.Manifest} lists a file twice") : new(
            root.Time("newest") ?? throw new FormatException($"{ArchivePaths.Manifest} does not say what the newest moment in it is"), entries)
        {
            Context = Line(root.Text("context")), Server = Line(root.Text("server")), IstioNamespace = Line(root.Text("istioNamespace")) ?? "istio-system",
            Namespaces = root.At("namespaces") is JsonArray ? [.. Lines(root, "namespaces")] : null,
            NotSeen = [.. Lines(root, "notSeen")],
            Platforms = (root.Child("platforms") ?? []).ToDictionary(image => Printable.OneLine(image.Key), image => (IReadOnlyList<Platform>)[.. Lines(root, "platforms", image.Key).Select(PlatformOf)]),
            Counts = (root.Child("counts") ?? []).ToDictionary(count => count.Key, count => (int)Math.Clamp(count.Value.Number() ?? -1, -1, int.MaxValue)),
        };
    }

    private static Platform PlatformOf(string text) => Platform.TryParse(text, out var platform) ? platform : throw new FormatException($"'{text}' in its {ArchivePaths.Manifest} is no platform");

    private static IEnumerable<string> Lines(JsonObject root, params string[] path) => root.Elements(path).Select(value => Line(value.Text())).OfType<string>();

    private static string? Line(string? text) => text is null ? null : Printable.OneLine(text);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
