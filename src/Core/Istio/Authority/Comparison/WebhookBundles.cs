using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>The caBundle of istiod's webhooks: by it the API server decides whether it talks to istiod.</summary>
internal static class WebhookBundles
{
    private static readonly string[] Names = ["istio-sidecar-injector", "istio-revision-tag", "istio-validator", "istiod-default-validator"];

    /// <summary>One place for each different caBundle of each configuration. Webhooks of another control plane's namespace are left out.</summary>
    public static async Task<IReadOnlyList<TrustPlace>> ReadAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        var places = new List<TrustPlace>();
        foreach (var kind in new[] { ResourceKind.MutatingWebhook, ResourceKind.ValidatingWebhook })
        {
            await foreach (var item in cluster.ListAsync(kind, new ListQuery(), cancellation))
            {
                if (IsIstiods(item.Name()))
                {
                    places.AddRange(item.Items("webhooks").Where(hook => (hook.Text("clientConfig", "service", "namespace") ?? ns) == ns).Select(Bundle).Distinct(StringComparer.Ordinal)
                        .Select(bundle => new TrustPlace("caBundle of", kind.Describe(null, item.Name()), RootSet.Of(Decode(bundle)))));
                }
            }
        }

        return places;
    }

    /// <summary>Whether a configuration of this name is one of istiod's.</summary>
    public static bool IsIstiods(string configuration) => Names.Any(name => configuration == name || configuration.StartsWith($"{name}-", StringComparison.Ordinal));

    private static string Bundle(JsonObject hook) => hook.Text("clientConfig", "caBundle") ?? "";

    /// <summary>A caBundle's content; empty for what is no base64.</summary>
    public static ReadOnlyMemory<byte> Decode(string text)
    {
        var bytes = new byte[(text.Length * 3L / 4) + 3];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes.AsMemory(0, length) : ReadOnlyMemory<byte>.Empty;
    }
}
