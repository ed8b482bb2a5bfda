using System.Text.Json;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Verification;

/// <summary>
/// What istiod prints for /debug/syncz: each connection of a proxy, with the numbers (nonces) of what was sent last and accepted last. Older istiods name them in members such as <c>listener_sent</c>
/// and <c>listener_acked</c>, newer ones in <c>resources</c> by type. Source: istio, pilot/pkg/xds/debug.go.
/// </summary>
/// <param name="Proxy">The pod.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Cluster">The cluster it says it runs in; empty where it does not say.</param>
/// <param name="IstioVersion">Its version; null where it does not say.</param>
/// <param name="Sync">How far it has what it was sent.</param>
/// <param name="LastError">Why it refused something; null where it did not.</param>
/// <param name="Behind">What it has not accepted.</param>
internal sealed record SyncAnswer(string Proxy, string Namespace, string Cluster, string? IstioVersion, SyncState Sync, string? LastError, IReadOnlyList<string> Behind)
{
    // More than any istiod holds connections; an answer beyond it is none.
    private const int MostProxies = 100_000;
    private const int LargestBytes = 128 * 1024 * 1024;
    private const int LongestError = 2000;

    // Without these a proxy has no configuration at all; of the others it may need none.
    private static readonly string[] Needed = ["cluster", "listener"];
    private static readonly string[] Older = ["cluster", "listener", "route", "endpoint", "extensionconfig"];

    /// <summary>Reads an answer. What is no entry of a proxy in it is left out.</summary>
    /// <param name="text">What was printed.</param>
    /// <exception cref="FormatException">It is no such answer, or too large; the message says why.</exception>
    public static IReadOnlyList<SyncAnswer> Read(string text)
    {
        if (text.Length > LargestBytes)
        {
            throw new FormatException($"the answer is larger than {LargestBytes / 1024 / 1024} MB");
        }

        try
        {
            using var document = JsonDocument.Parse(text);
            // An istiod without a connection prints null for an empty list.
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Null => [],
                JsonValueKind.Array when document.RootElement.GetArrayLength() > MostProxies => throw new FormatException($"the answer names more than {MostProxies} proxies"),
                JsonValueKind.Array => [.. document.RootElement.EnumerateArray().Select(Of).OfType<SyncAnswer>()],
                _ => throw new FormatException("the answer is no list of proxies"),
            };
        }
        catch (JsonException malformed)
        {
            throw new FormatException($"the answer is no JSON: {Printable.OneLine(malformed.Message)}");
        }
    }

    private static SyncAnswer? Of(JsonElement entry)
    {
        // The name is POD.NAMESPACE, and only the former may hold a dot.
        if (entry.ValueKind != JsonValueKind.Object || Text(entry, "proxy") is not { } proxy || proxy.LastIndexOf('.') is not (> 0 and var dot) || dot == proxy.Length - 1)
        {
            return null;
        }

        var types = (entry.TryGetProperty("resources", out var resources) && resources.ValueKind == JsonValueKind.Object ? Newer(resources) : Older.Select(type => new Sent(type, Text(entry, $"{type}_sent"), Text(entry, $"{type}_acked"), null))).ToList();
        var state = Worst(types);
        return new(proxy[..dot], proxy[(dot + 1)..], Text(entry, "cluster_id") ?? "", Text(entry, "istio_version"), state,
            types.Find(type => type.Error is not null)?.Error,
            state == SyncState.Synced ? [] : [.. types.Where(type => type.State == state).Select(type => type.Type).Order(StringComparer.Ordinal)]);
    }

    private static SyncState Worst(List<Sent> types) =>
        types.Exists(type => type.State == SyncState.Rejected) ? SyncState.Rejected
        : types.Exists(type => type.State == SyncState.Stale) ? SyncState.Stale
        : types.TrueForAll(type => type.State == SyncState.NotSent) || types.Exists(type => type.State == SyncState.NotSent && Needed.Contains(type.Type)) ? SyncState.NotSent
        : SyncState.Synced;

    private static IEnumerable<Sent> Newer(JsonElement resources) => resources.EnumerateObject().Where(type => type.Value.ValueKind == JsonValueKind.Object)
        .Select(type => new Sent(NameOf(type.Name), Text(type.Value, "sent"), Text(type.Value, "acked"), ErrorOf(type.Value)));

    // type.googleapis.com/envoy.config.listener.v3.Listener, or the short name of the service: both are said as one word.
    private static string NameOf(string type) => Printable.OneLine(type.Length > 200 ? type[..200] : type).Split('.', '/')[^1] switch
    {
        "Cluster" or "CDS" => "cluster",
        "Listener" or "LDS" => "listener",
        "RouteConfiguration" or "RDS" => "route",
        "ClusterLoadAssignment" or "EDS" => "endpoint",
        "TypedExtensionConfig" or "ECDS" => "extensionconfig",
        var other => other,
    };

    private static string? ErrorOf(JsonElement type) => type.TryGetProperty("lastError", out var error)
        ? error.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.String when error.GetString() is { Length: > 0 } text => Bounded(text),
            JsonValueKind.String => null,
            _ => Bounded(error.GetRawText()),
        }
        : null;

    private static string Bounded(string text) => Printable.OneLine(text.Length > LongestError ? $"{text[..LongestError]}…" : text);

    private static string? Text(JsonElement entry, string name)
    {
        try
        {
            return entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is in no text.
            return null;
        }
    }

    private sealed record Sent(string Type, string? Nonce, string? Accepted, string? Error)
    {
        public SyncState State => Error is not null ? SyncState.Rejected : Nonce is null ? SyncState.NotSent : Nonce == Accepted ? SyncState.Synced : SyncState.Stale;
    }
}
