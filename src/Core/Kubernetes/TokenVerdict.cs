namespace Mesh.Core.Kubernetes;

/// <summary>What an API server makes of a token.</summary>
/// <param name="Accepted">True when it knows whose it is, and it is for one of the audiences that were asked about.</param>
/// <param name="User">Whose it is; null where it was not accepted.</param>
/// <param name="Error">Why it was not, in the server's words; null where it was, or where the server does not say.</param>
public sealed record TokenVerdict(bool Accepted, string? User, string? Error);
