using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.Sandbox.Registry;

/// <summary>What a registry has against a request, in the words of docker-registry 2.8. Source of the codes: OCI distribution specification, error codes.</summary>
internal sealed class RegistryError(HttpStatusCode status, string code, string message, params JsonNode?[] details) : Exception(message)
{
    public static RegistryError ManifestUnknown(string repository, string reference) => new(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", "manifest unknown",
        reference.Contains(':', StringComparison.Ordinal) ? new JsonObject { ["Name"] = repository, ["Revision"] = reference } : new JsonObject { ["Tag"] = reference });

    public static RegistryError NotAccepted(string what) => new(HttpStatusCode.NotFound, "MANIFEST_UNKNOWN", $"OCI {what} found, but accept header does not support OCI {what}{(what == "index" ? "es" : "s")}");

    public static RegistryError ManifestInvalid(string why) => new(HttpStatusCode.BadRequest, "MANIFEST_INVALID", "manifest invalid", why);

    public static RegistryError ManifestBlobsUnknown(IEnumerable<string> digests) =>
        new(HttpStatusCode.BadRequest, "MANIFEST_BLOB_UNKNOWN", "blob unknown to registry", [.. digests.Select(digest => (JsonNode?)digest)]);

    public static RegistryError NameUnknown(string repository) => new(HttpStatusCode.NotFound, "NAME_UNKNOWN", "repository name not known to registry", new JsonObject { ["name"] = repository });

    public static RegistryError BlobUnknown(string digest) => new(HttpStatusCode.NotFound, "BLOB_UNKNOWN", "blob unknown to registry", digest);

    public static RegistryError DigestInvalid(string why) => new(HttpStatusCode.BadRequest, "DIGEST_INVALID", "provided digest did not match uploaded content", why);

    public static RegistryError UploadUnknown() => new(HttpStatusCode.NotFound, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");

    public static RegistryError UploadInvalid() => new(HttpStatusCode.NotFound, "BLOB_UPLOAD_INVALID", "blob upload invalid");

    public static RegistryError TagImmutable(string repository, string tag) => new(HttpStatusCode.BadRequest, "TAG_INVALID",
        $"The image tag '{tag}' already exists in the '{repository}' repository and cannot be overwritten because the repository is immutable.");

    public static RegistryError Unauthorized() => new(HttpStatusCode.Unauthorized, "UNAUTHORIZED", "authentication required");

    public static RegistryError Unsupported() => new(HttpStatusCode.MethodNotAllowed, "UNSUPPORTED", "The operation is unsupported.");

    public HttpResponseMessage Response()
    {
        var errors = (details.Length == 0 ? [null] : details).Select(detail => (JsonNode)(detail is null
            ? new JsonObject { ["code"] = code, ["message"] = Message }
            : new JsonObject { ["code"] = code, ["message"] = Message, ["detail"] = detail.DeepClone() }));
        return new HttpResponseMessage(status) { Content = new StringContent(new JsonObject { ["errors"] = new JsonArray([.. errors]) }.ToJsonString() + "\n", Encoding.UTF8, "application/json") };
    }
}
