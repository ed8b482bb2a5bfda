using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Images.Pods;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Proxies;

/// <summary>A sidecar injector as its ConfigMap says it: which images it puts into pods. Source: istio pkg/kube/inject, and files/injection-template.yaml of the istiod chart.</summary>
/// <param name="Values">The values of the chart it was installed with.</param>
internal sealed record Injector(JsonObject Values)
{
    /// <summary>The name of its ConfigMap; a dash and the revision follow where there is one.</summary>
    public const string Name = "istio-sidecar-injector";

    private static readonly string[] KnownVariants = ["distroless", "debug"];

    /// <summary>Reads the ConfigMap; null where it holds no values.</summary>
    /// <param name="map">The ConfigMap.</param>
    /// <param name="place">Where it was found, for the message.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when its values are no JSON.</exception>
    public static Injector? Of(JsonObject map, string place)
    {
        if (map.Text("data", "values") is not { Length: > 0 } text)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) is JsonObject values ? new Injector(values) : null;
        }
        catch (JsonException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{place}: data.values is no JSON: {exception.Message}", "Install istiod anew with its own chart", exception);
        }
    }

    /// <summary>The images it puts into a pod, as text: the proxy, and another one for the init container where one is configured whole.</summary>
    public IEnumerable<(string Part, string Image)> ImagesFor(Pod pod)
    {
        var annotated = pod.Metadata.Text("annotations", "sidecar.istio.io/proxyImage");
        var named = annotated ?? Text("proxy", "image");
        yield return ("injected istio-proxy", named?.Contains('/', StringComparison.Ordinal) == true ? named : Proxy(pod));
        if (Text("proxy_init", "image") is { } init && init.Contains('/', StringComparison.Ordinal) && init != named)
        {
            yield return ("injected istio-init", init);
        }
    }

    private string Proxy(Pod pod)
    {
        var tag = Text("tag") ?? "";
        var variant = pod.Metadata.Text("annotations", "sidecar.istio.io/proxyImageType") ?? Text("variant") ?? "";
        if (variant.Length > 0)
        {
            var known = Array.Find(KnownVariants, one => tag.EndsWith($"-{one}", StringComparison.Ordinal));
            tag = (known is null ? tag : tag[..^(known.Length + 1)]) + (variant == "default" ? "" : $"-{variant}");
        }

        return $"{Text("hub")}/{Text("proxy", "image") ?? "proxyv2"}:{tag}";
    }

    // A tag may be a number: 1.29 without quotes.
    private string? Text(params string[] path) => Values.At(["global", .. path]) is JsonValue value && value.ToString() is { Length: > 0 } text ? text : null;
}
