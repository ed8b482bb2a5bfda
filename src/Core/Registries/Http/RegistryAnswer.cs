using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Registries.Http;

/// <summary>What a registry answered.</summary>
/// <param name="Response">The answer; its body is read, unless it was asked for as a stream and is a success.</param>
/// <param name="Address">Who answered in the end.</param>
/// <param name="Body">The body; empty when it is left to be streamed.</param>
internal sealed record RegistryAnswer(HttpResponseMessage Response, Uri Address, ReadOnlyMemory<byte> Body)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public HttpStatusCode Status => Response.StatusCode;

    public bool IsSuccess => Response.IsSuccessStatusCode;

    public string? MediaType => Response.Content.Headers.ContentType?.MediaType;

    /// <summary>How long to wait before asking again, where it says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The sources of credentials that were tried, where it is a refusal.</summary>
    public IReadOnlyList<string> Tried { get; init; } = [];

    /// <summary>A header's value; null when it is absent.</summary>
    public string? Header(string name) => Response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    /// <summary>The body as a JSON object; null when it is none.</summary>
    public JsonObject? TryReadObject() => TryReadObject(Body);

    /// <summary>Bytes as a JSON object; null when they are none.</summary>
    public static JsonObject? TryReadObject(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
