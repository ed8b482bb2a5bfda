using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;
using Mesh.Core.Network;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Turns an API server's refusal into the exception for it; the server's own message is always part of it.</summary>
internal static class ApiErrors
{
    private const int LongestForeignText = 2000;

    public static MeshException ToMeshException(ApiResponse response, ServerEndpoint endpoint, ApiRequest request)
    {
        var status = response.TryReadObject() is { } body && body.Text("kind") == "Status" ? body : null;
        return Create((int)response.Status, status, Foreign(response), endpoint, request);
    }

    /// <param name="code">The HTTP status code.</param>
    /// <param name="status">The Status object, when there is one.</param>
    /// <param name="foreign">What the body says where it is no Status.</param>
    /// <param name="endpoint">The server.</param>
    /// <param name="request">What was asked.</param>
    public static MeshException Create(int code, JsonObject? status, string foreign, ServerEndpoint endpoint, ApiRequest request)
    {
        var message = status?.Text("message") is { Length: > 0 } said ? said + Causes(status, said) : foreign;
        var reason = status?.Text("reason") ?? "";
        var (exitCode, remedy) = Judge(code, message, request.IsWrite);
        return new MeshException(
            exitCode,
            $"{endpoint.Describe()} refused to {request.What} ({code}{(reason.Length > 0 ? $" {reason}" : "")}): {message}",
            remedy,
            new ApiException(code, reason, message));
    }

    /// <summary>No answer came.</summary>
    public static MeshException Unreachable(NoAnswerException failure, ServerEndpoint endpoint, ApiRequest request) => new(
        ExitCode.Unavailable,
        $"{endpoint.Describe()} cannot be reached to {request.What}: {failure.Message}",
        !failure.Curable ? "Compare certificate-authority-data and tls-server-name in the kubeconfig with the server's certificate"
        : failure.MayHaveArrived && !request.Idempotent ? "Look whether it was done before you try again: the request may have arrived"
        : "Check the address in the kubeconfig, the VPN or proxy on the way, and that the server is up",
        failure);

    private static (int ExitCode, string Remedy) Judge(int code, string message, bool isWrite) => code switch
    {
        401 => (ExitCode.Forbidden, "The server does not know this user: renew the credential of the kubeconfig's user"),
        403 when isWrite && !IsAboutRights(message) => (ExitCode.Refused, "Admission refused it: change the object as the message says, or the policy"),
        403 => (ExitCode.Forbidden, "Grant the right to the user of this context, or choose a context whose user has it"),
        404 => (ExitCode.NoInput, "Check the name, the namespace, and that the server serves this kind"),
        409 => (ExitCode.Refused, "Read the object again and decide who is right; somebody else changed or owns it"),
        410 => (ExitCode.TimeLimit, "Try again: the list expired while it was read"),
        429 or 504 => (ExitCode.TimeLimit, "Try again later: the server is overloaded or slow"),
        500 when isWrite => (ExitCode.Refused, "Mend what the message names, often a webhook that does not answer"),
        >= 500 => (ExitCode.Unavailable, "Check that the server and what stands before it are healthy, and try again"),
        >= 300 and < 400 => (ExitCode.Unavailable, "Check that the address in the kubeconfig is an API server; a redirect is not followed, since it would carry the credentials along"),
        _ => (ExitCode.Refused, "Change what the message names and try again"),
    };

    // 403 is what RBAC answers and what admission (quota, pod security, webhooks) answers; only the words tell them apart.
    private static bool IsAboutRights(string message) =>
        (message.Contains("User \"", StringComparison.Ordinal) && message.Contains(" cannot ", StringComparison.Ordinal))
        || message.Contains("RBAC permissions not currently held", StringComparison.Ordinal);

    private static string Causes(JsonObject status, string said)
    {
        var unsaid = status.Items("details", "causes")
            .Select(cause => $"{cause.Text("field")}: {cause.Text("message")}".Trim(' ', ':'))
            .Where(cause => cause.Length > 0 && cause.Split(": ", 2).Any(part => !said.Contains(part, StringComparison.Ordinal)))
            .Distinct().ToList();
        return unsaid.Count == 0 ? "" : $" [{string.Join("; ", unsaid)}]";
    }

    private static string Foreign(ApiResponse response)
    {
        var text = Encoding.UTF8.GetString(response.Body.Span[..Math.Min(response.Body.Length, LongestForeignText)]).Trim();
        return text.Length == 0 ? "the answer has no body" : text;
    }
}
