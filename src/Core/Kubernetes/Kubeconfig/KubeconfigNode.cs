using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A value in a kubeconfig, with its place. A null in the file is as good as absent.</summary>
internal sealed class KubeconfigNode(string file, YamlNode node)
{
    // What an extension handed to a plugin may hold, with every alias written out.
    private const int MostJsonNodes = 10_000;

    private Dictionary<string, KubeconfigNode>? children;

    public FilePosition At => new(file, node.At);

    public IEnumerable<string> Keys => Children.Keys;

    private Dictionary<string, KubeconfigNode> Children => children ??= Expect<YamlMap>("a mapping").Entries
        .Where(entry => entry.Value is not YamlScalar { IsNull: true }).ToDictionary(entry => entry.Key.Text, entry => new KubeconfigNode(file, entry.Value), StringComparer.Ordinal);

    public KubeconfigNode? Child(string key) => Children.GetValueOrDefault(key);

    public string? Text(string key) => Child(key)?.Expect<YamlScalar>($"a text in {key}").Text;

    public string Required(string key) =>
        Text(key) is { Length: > 0 } text ? text : throw Malformed(At, $"{key} is missing", "Add it, or remove the whole entry");

    public bool Flag(string key) => Text(key) switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw Malformed(Child(key)!.At, $"{key} is neither true nor false", "Write true or false"),
    };

    public List<KubeconfigNode> Items(string key) => Child(key) is { } child
        ? [.. child.Expect<YamlList>($"a list in {key}").Items.Where(item => item is not YamlScalar { IsNull: true }).Select(item => new KubeconfigNode(file, item))]
        : [];

    public List<string> Texts(string key) => [.. Items(key).Select(item => item.Expect<YamlScalar>($"texts in {key}").Text)];

    /// <summary>The value as client-go hands it to a plugin.</summary>
    public JsonNode? ToJson() => node.Size <= MostJsonNodes ? node.ToJson(file) : throw Malformed(At, $"the extension holds more than {MostJsonNodes} values", "Make it smaller");

    public static MeshException Malformed(FilePosition at, string reason, string remedy, Exception? inner = null) =>
        new(ExitCode.MalformedInput, $"{at}: {reason}", remedy, inner);

    private T Expect<T>(string what)
        where T : YamlNode =>
        node as T ?? throw Malformed(At, $"expected {what}, found {(node is YamlMap ? "a mapping" : node is YamlList ? "a list" : "a single value")}", "Compare the file with what 'kubectl config view' prints");
}
