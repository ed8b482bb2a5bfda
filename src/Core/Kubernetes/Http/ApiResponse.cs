using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>What an API server answered, whole.</summary>
internal sealed record ApiResponse(HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter)
{
    public static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 256 };

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public JsonObject ReadObject(ServerEndpoint endpoint) =>
        TryReadObject() ?? throw new MeshException(
            ExitCode.Unavailable,
            $"{endpoint.Describe()} answered with {Body.Length} bytes that are no JSON object",
            "Check that the address in the kubeconfig is an API server, and no proxy or login page in front of it");

    public JsonObject? TryReadObject()
    {
        try
        {
            return JsonNode.Parse(Body.Span, documentOptions: Strict) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
