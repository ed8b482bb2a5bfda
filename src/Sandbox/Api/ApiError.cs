using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;

namespace Mesh.Sandbox.Api;

/// <summary>What a real API server answers, word for word, as the exception the port promises.</summary>
internal static class ApiError
{
    public static MeshException NotFound(ResourceKind kind, string name) => Of(404, "NotFound", $"{Resource(kind)} \"{name}\" not found");

    public static MeshException NoSuchResource() => Of(404, "NotFound", "the server could not find the requested resource");

    public static MeshException AlreadyExists(ResourceKind kind, string name) => Of(409, "AlreadyExists", $"{Resource(kind)} \"{name}\" already exists");

    public static MeshException Modified(ResourceKind kind, string name) => Of(409, "Conflict",
        $"Operation cannot be fulfilled on {Resource(kind)} \"{name}\": the object has been modified; please apply your changes to the latest version and try again");

    public static MeshException Conflict(string message) => Of(409, "Conflict", message);

    public static MeshException Invalid(ResourceKind kind, string name, params string[] causes) => Of(422, "Invalid",
        $"{kind.Kind}{(kind.Group.Length == 0 ? "" : $".{kind.Group}")} \"{name}\" is invalid: {(causes is [var only] ? only : $"[{string.Join(", ", causes)}]")}");

    /// <summary>A JSON patch that does not apply: the server tells no more than this.</summary>
    public static MeshException PatchRejected() => Of(422, "Invalid", "the server rejected our request due to an error in our request");

    public static MeshException BadRequest(string message) => Of(400, "BadRequest", message);

    public static MeshException Refused(ResourceKind kind, string name, string why) => Of(403, "Forbidden", $"{Resource(kind)} \"{name}\" is forbidden: {why}");

    public static MeshException Forbidden(string user, AccessRule rule) => Of(403, "Forbidden",
        $"{rule.Resource}{(rule.Group.Length == 0 ? "" : $".{rule.Group}")} is forbidden: User \"{user}\" cannot {rule.Verb} resource \"{rule.Resource}\" in API group \"{rule.Group}\" "
        + (rule.Namespace is null ? "at the cluster scope" : $"in the namespace \"{rule.Namespace}\""));

    public static MeshException WebhookDenied(string webhook, string message) => Of(403, "Forbidden", $"admission webhook \"{webhook}\" denied the request: {message}");

    public static MeshException WebhookFailed(string webhook, string service, string ns) => Of(500, "InternalError",
        $"Internal error occurred: failed calling webhook \"{webhook}\": failed to call webhook: Post \"https://{service}.{ns}.svc:443/inject?timeout=10s\": no endpoints available for service \"{service}\"");

    /// <summary>A pod behind the server's proxy cannot be reached.</summary>
    public static MeshException Unreached(string why) => Of(503, "ServiceUnavailable", $"error trying to reach service: {why}");

    /// <summary>What a pod behind the server's proxy answers itself: no Status, so no reason.</summary>
    public static MeshException OfPod(int status, string body) => Of(status, "", body.Length > 0 ? body : "the answer has no body");

    public static MeshException Unavailable(string server) =>
        new(ExitCode.Unavailable, $"the API server {server} does not answer: connection refused", "Check the address and that the server is up");

    private static MeshException Of(int status, string reason, string message)
    {
        var (code, remedy) = status switch
        {
            403 => (ExitCode.Forbidden, "Ask for the right, or use a context whose user has it"),
            404 => (ExitCode.NoInput, "Check the name and the namespace"),
            409 => (ExitCode.Refused, "Read the object again and decide anew"),
            > 500 => (ExitCode.Unavailable, "Check that the server and what stands behind it are healthy, and try again"),
            _ => (ExitCode.Refused, "Correct the object as the message says"),
        };
        return new MeshException(code, $"the API server answered {status} {reason}: {message}", remedy, new ApiException(status, reason, message));
    }

    private static string Resource(ResourceKind kind) => kind.Group.Length == 0 ? kind.Plural : $"{kind.Plural}.{kind.Group}";
}
