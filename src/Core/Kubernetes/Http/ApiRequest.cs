using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>One call to an API server.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query, from the slash behind the server's address.</param>
/// <param name="What">What it does, for people: <c>get deployment/web in beta</c>.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path, string What)
{
    public byte[]? Body { get; private init; }

    public string ContentType { get; private init; } = "application/json";

    /// <summary>True when doing it twice does no more than doing it once, so that it may be sent again after the connection broke.</summary>
    public bool Idempotent { get; init; } = true;

    /// <summary>Whether trying again is left to the caller.</summary>
    public bool Once { get; init; }

    public bool IsWrite => Method != HttpMethod.Get;

    public static ApiRequest Get(string path, string what) => new(HttpMethod.Get, path, what);

    public ApiRequest With(JsonNode body, string contentType = "application/json") =>
        this with { Body = JsonSerializer.SerializeToUtf8Bytes(body), ContentType = contentType };
}
