namespace Mesh.Core.Kubernetes;

/// <summary>What an API server said when it did not do as asked; the inner exception of the <see cref="Findings.MeshException"/> that the client throws for it.</summary>
public sealed class ApiException : Exception
{
    /// <param name="statusCode">The HTTP status code.</param>
    /// <param name="reason">The machine-readable reason of the Status object: NotFound, Conflict, Invalid, AlreadyExists, Forbidden, Expired …; empty where the body was no Status.</param>
    /// <param name="message">The server's own message, whole.</param>
    public ApiException(int statusCode, string reason, string message)
        : base(message)
    {
        StatusCode = statusCode;
        Reason = reason;
    }

    /// <summary>The HTTP status code.</summary>
    public int StatusCode { get; }

    /// <summary>The machine-readable reason of the Status object.</summary>
    public string Reason { get; }
}
