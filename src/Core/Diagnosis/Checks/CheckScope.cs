using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Checks;

/// <summary>What a question is about, found in what was seen: its pod, the objects that arguments name, and the words in braces filled in.</summary>
/// <remarks>
/// Words in braces are the named groups of the pattern, and <c>namespace</c>, <c>pod</c>, <c>container</c>, <c>node</c>, <c>serviceAccount</c>, <c>revision</c> (of the pod's proxy),
/// <c>controlPlane</c> (istiod's namespace), <c>kind</c> and <c>name</c> (of the object the message is about).
/// </remarks>
internal sealed partial class CheckScope(CheckQuestion question)
{
    private const string AnyNamespace = "*";

    /// <summary>The words in braces that are no named groups.</summary>
    public static readonly IReadOnlyList<string> Variables = ["namespace", "pod", "container", "node", "serviceAccount", "revision", "controlPlane", "kind", "name"];

    private static readonly string[] WebhookKinds = ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

    /// <summary>The pod the message is about, as it was seen; null where it is about none or that one was not seen.</summary>
    public JsonObject? Pod { get; } = question.Symptom.Pod is { } pod
        ? All(question.Evidence, "Pod")?.FirstOrDefault(item => item.Name() == pod && (question.Symptom.Namespace is null || item.Namespace() == question.Symptom.Namespace))
        : null;

    /// <summary>The objects of a kind; null where they were not looked at.</summary>
    public static IReadOnlyList<JsonObject>? All(EvidenceSet evidence, string kind)
    {
        foreach (var (key, objects) in evidence.Objects)
        {
            if (key.Kind == kind)
            {
                return objects;
            }
        }

        return null;
    }

    /// <summary>The webhook configurations; null where none were looked at.</summary>
    public static IReadOnlyList<JsonObject>? Webhooks(EvidenceSet evidence) =>
        WebhookKinds.Select(kind => All(evidence, kind)).OfType<IReadOnlyList<JsonObject>>().ToList() is { Count: > 0 } looked ? [.. looked.SelectMany(all => all)] : null;

    /// <summary>The words in braces in a text.</summary>
    public static IEnumerable<string> Words(string text) => Word().Matches(text).Select(match => match.Groups["word"].Value);

    /// <summary>Whether a label selector takes an object.</summary>
    public static bool Selects(string selector, JsonObject item) => LabelSelector.TryParse(selector, out var parsed, out _) && parsed.Matches(item.Child("metadata", "labels"));

    /// <summary>An argument with its words filled in; null where it is absent or a word is not known.</summary>
    public string? Argument(string name) => question.Arguments.One(name) is { } template ? Fill(template) : null;

    /// <summary>The objects that the arguments kind, name, namespace and selector name: without a kind the message's own pod, without a namespace the message's own. Null, and why, where they cannot be known.</summary>
    public IReadOnlyList<JsonObject>? Objects(out string why)
    {
        if (!question.Arguments.Has("kind", out var kind))
        {
            why = "its pod was not seen";
            return Pod is { } own ? [own] : null;
        }

        if (All(question.Evidence, kind) is not { } all)
        {
            why = $"{kind} objects were not looked at";
            return null;
        }

        var (ns, name) = (question.Arguments.Has("namespace", out _) ? Argument("namespace") : Fill("{namespace}"), Argument("name"));
        if (question.Arguments.Has("name", out var asked) && name is null)
        {
            why = $"it is not known which {kind} is meant by {asked}";
            return null;
        }

        why = "";
        var labels = question.Arguments.One("selector");
        return
        [
            .. all.Where(item => (name is null || item.Name() == name)
                && (ns is null or AnyNamespace || item.Namespace() is null || item.Namespace() == ns)
                && (labels is null || Selects(labels, item))),
        ];
    }

    /// <summary>What the arguments name, as people write it.</summary>
    public string Described
    {
        get
        {
            var (kind, name, ns, selector) = (question.Arguments.One("kind"), Argument("name"), Argument("namespace"), question.Arguments.One("selector"));
            return kind is null ? $"pod {question.Symptom.Pod}"
                : $"{kind}{(name is null ? "" : $" {name}")}{(selector is null ? "" : $" with {selector}")}{((ns ?? Fill("{namespace}")) is { } place and not AnyNamespace && name is not null ? $" in {place}" : "")}";
        }
    }

    /// <summary>A text with its words in braces filled in; null where one is not known.</summary>
    public string? Fill(string template)
    {
        var unknown = false;
        var text = Word().Replace(template, match => Value(match.Groups["word"].Value) is { Length: > 0 } value ? value : Unknown());
        return unknown ? null : text;

        string Unknown()
        {
            unknown = true;
            return "";
        }
    }

    private string? Value(string word) => question.Match.Groups[word] is { Success: true, Value: var found } ? found : word switch
    {
        "namespace" => question.Symptom.Namespace,
        "pod" => question.Symptom.Pod,
        "container" => question.Symptom.Container,
        "node" => Pod.Text("spec", "nodeName"),
        "serviceAccount" => Pod is null ? null : Pod.Text("spec", "serviceAccountName") ?? "default",
        "revision" => Pod is null ? null : Revision(Pod),
        "controlPlane" => (All(question.Evidence, "Pod") ?? []).FirstOrDefault(pod => pod.Labels().GetValueOrDefault("app") == "istiod")?.Namespace() ?? "istio-system",
        "kind" => Subject().Match(question.Symptom.Subject) is { Success: true } subject ? subject.Groups["kind"].Value : null,
        "name" => Subject().Match(question.Symptom.Subject) is { Success: true } subject ? subject.Groups["name"].Value : null,
        _ => null,
    };

    private static string Revision(JsonObject pod) => pod.Annotations().GetValueOrDefault("istio.io/rev") ?? pod.Labels().GetValueOrDefault("istio.io/rev") ?? "default";

    [GeneratedRegex(@"\{(?<word>[A-Za-z_]\w*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    [GeneratedRegex(@"^(?<kind>[a-z]+)/(?<name>[^\s/]+)(?: in \S+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Subject();
}
