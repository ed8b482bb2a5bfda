using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A value in a kubeconfig, with its place. Exactly one of the three forms is set; a null in the file is no node at all.</summary>
internal sealed class KubeconfigNode(FilePosition at)
{
    // What an extension handed to a plugin may hold, with every alias written out.
    private const int MostJsonNodes = 10_000;

    public FilePosition At => at;

    public string? Scalar { get; init; }

    /// <summary>A scalar without quotes, which in JSON may be a number or a truth value.</summary>
    public bool IsPlain { get; init; }

    public Dictionary<string, KubeconfigNode>? Map { get; init; }

    public List<KubeconfigNode>? List { get; init; }

    public KubeconfigNode? Child(string key) => Expect(Map, "a mapping").GetValueOrDefault(key);

    public string? Text(string key) => Child(key) is { } child ? child.Expect(child.Scalar, $"a text in {key}") : null;

    public string Required(string key) =>
        Text(key) is { Length: > 0 } text ? text : throw Malformed(at, $"{key} is missing", "Add it, or remove the whole entry");

    public bool Flag(string key) => Text(key) switch
    {
        null or "" or "false" => false,
        "true" => true,
        _ => throw Malformed(Child(key)!.At, $"{key} is neither true nor false", "Write true or false"),
    };

    public List<KubeconfigNode> Items(string key) => Child(key) is { } child ? child.Expect(child.List, $"a list in {key}") : [];

    public List<string> Texts(string key) => [.. Items(key).Select(item => item.Expect(item.Scalar, $"texts in {key}"))];

    public JsonNode? ToJson()
    {
        var left = MostJsonNodes;
        return Convert(this);

        JsonNode? Convert(KubeconfigNode node)
        {
            if (--left < 0)
            {
                throw Malformed(at, $"the extension holds more than {MostJsonNodes} values", "Make it smaller");
            }

            return node switch
            {
                { Map: { } map } => new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, Convert(pair.Value)))),
                { List: { } list } => new JsonArray([.. list.Select(Convert)]),
                { IsPlain: true, Scalar: "true" or "false" } => JsonValue.Create(node.Scalar == "true"),
                { IsPlain: true } when long.TryParse(node.Scalar, System.Globalization.NumberStyles.AllowLeadingSign, null, out var number) => JsonValue.Create(number),
                _ => JsonValue.Create(node.Scalar),
            };
        }
    }

    public static MeshException Malformed(FilePosition at, string reason, string remedy, Exception? inner = null) =>
        new(ExitCode.MalformedInput, $"{at}: {reason}", remedy, inner);

    private T Expect<T>(T? form, string what)
        where T : class =>
        form ?? throw Malformed(at, $"expected {what}, found {(Map is not null ? "a mapping" : List is not null ? "a list" : "a single value")}", "Compare the file with what 'kubectl config view' prints");
}
