using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Tokens;

/// <summary>What a token of a service account says of itself. Its signature is never decoded and not kept. Source: kubernetes, pkg/serviceaccount/claims.go and legacy.go.</summary>
internal sealed record TokenClaims
{
    /// <summary>The longest text that is looked at as a token; real ones have one to two kilobytes.</summary>
    public const int Largest = 64 * 1024;

    private static readonly JsonDocumentOptions Bounded = new() { MaxDepth = 16 };

    /// <summary>Which key it was signed with (header <c>kid</c>); null where it does not say.</summary>
    public string? KeyId { get; private init; }

    /// <summary>Who signed it (<c>iss</c>); null where it does not say.</summary>
    public string? Issuer { get; private init; }

    /// <summary>For whom it is (<c>aud</c>); empty for one without an audience, as older clusters kept in Secrets.</summary>
    public IReadOnlyList<string> Audiences { get; private init; } = [];

    /// <summary>Whose it is (<c>sub</c>).</summary>
    public string? Subject { get; private init; }

    /// <summary>When it was made (<c>iat</c>).</summary>
    public DateTimeOffset? Issued { get; private init; }

    /// <summary>From when on it counts (<c>nbf</c>).</summary>
    public DateTimeOffset? Begins { get; private init; }

    /// <summary>Until when it counts (<c>exp</c>); null for ever.</summary>
    public DateTimeOffset? Ends { get; private init; }

    /// <summary>The service account's UID.</summary>
    public string? AccountUid { get; private init; }

    /// <summary>The pod it is bound to; null where it is bound to none.</summary>
    public string? Pod { get; private init; }

    /// <summary>That pod's UID.</summary>
    public string? PodUid { get; private init; }

    /// <summary>Reads them; null where the text is no such token.</summary>
    public static TokenClaims? TryRead(string token)
    {
        try
        {
            return token.Length <= Largest && token.Split('.') is [var header, var payload, _] && Decode(header) is { } head && Decode(payload) is { } claims ? Of(head, claims) : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static TokenClaims Of(JsonObject head, JsonObject claims)
    {
        var bound = claims.At("kubernetes.io");
        return new()
        {
            KeyId = Text(head, "kid"), Issuer = Text(claims, "iss"), Subject = Text(claims, "sub"),
            Audiences = Text(claims, "aud") is { } one ? [one] : [.. claims.Elements("aud").OfType<JsonValue>().Select(value => value.TryGetValue<string>(out var text) ? Printable.OneLine(text) : "").Where(text => text.Length > 0).Take(10)],
            Issued = Moment(claims, "iat"), Begins = Moment(claims, "nbf"), Ends = Moment(claims, "exp"),
            AccountUid = Text(bound, "serviceaccount", "uid") ?? Text(claims, "kubernetes.io/serviceaccount/service-account.uid"),
            Pod = Text(bound, "pod", "name"), PodUid = Text(bound, "pod", "uid"),
        };
    }

    private static JsonObject? Decode(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part), documentOptions: Bounded) as JsonObject;

    private static string? Text(JsonNode? node, params ReadOnlySpan<string> path) => node.Text(path) is { } text ? Printable.OneLine(text.Length > 300 ? text[..300] : text) : null;

    // Some write fractions of seconds.
    private static DateTimeOffset? Moment(JsonObject claims, string name) =>
        claims.At(name) is JsonValue value && decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;
}
