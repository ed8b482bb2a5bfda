using System.Net;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes.Http;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes;

internal sealed partial class HttpCluster
{
    /// <summary>Who this program is in managedFields.</summary>
    private const string FieldManager = "mesh";

    public Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation)
    {
        var ns = kind.Namespaced ? body.Namespace() ?? "" : null;
        var path = ApiPath.With(ApiPath.Collection(kind, ns), ("fieldManager", FieldManager), ("dryRun", All(dryRun)));
        return ReadAsync(new ApiRequest(HttpMethod.Post, path, $"create {kind.Describe(ns, body.Name() is { Length: > 0 } name ? name : body.Text("metadata", "generateName") ?? "")}") { Idempotent = dryRun }.With(body), cancellation);
    }

    public Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation)
    {
        var (ns, name) = (kind.Namespaced ? body.Namespace() : null, body.Name());
        var path = ApiPath.With(ApiPath.Object(kind, ns, name), ("fieldManager", FieldManager), ("force", force ? "true" : null), ("dryRun", All(dryRun)));

        // JSON is YAML; the server takes it under the one name it has for this.
        return ReadAsync(new ApiRequest(HttpMethod.Patch, path, $"apply {kind.Describe(ns, name)}").With(body, "application/apply-patch+yaml"), cancellation);
    }

    public Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation)
    {
        var path = ApiPath.With(ApiPath.Object(kind, ns, name), ("fieldManager", FieldManager), ("dryRun", All(dryRun)));
        var request = new ApiRequest(HttpMethod.Patch, path, $"patch {kind.Describe(ns, name)}") { Idempotent = dryRun };
        return ReadAsync(request.With(patch, type == PatchType.Json ? "application/json-patch+json" : "application/merge-patch+json"), cancellation);
    }

    public async Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation)
    {
        // As kubectl: what belongs to the object goes after it. All of it in the query, since an API server that is sent a body reads its options there alone,
        // and a dry run would really delete.
        var path = ApiPath.With(ApiPath.Object(kind, ns, name), ("propagationPolicy", "Background"), ("dryRun", All(dryRun)));
        var request = new ApiRequest(HttpMethod.Delete, path, $"delete {kind.Describe(ns, name)}");
        var response = await transport.SendAsync(request, cancellation);
        if (!response.IsSuccess && response.Status != HttpStatusCode.NotFound)
        {
            throw ApiErrors.ToMeshException(response, transport.Endpoint, request);
        }
    }

    private static string? All(bool dryRun) => dryRun ? "All" : null;
}
