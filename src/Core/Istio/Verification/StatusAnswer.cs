namespace Mesh.Core.Istio.Verification;

/// <summary>What a proxy's port 15021 answered when it was asked for /healthz/ready.</summary>
/// <remarks>
/// 200 means that the proxy was configured once since its container started: the agent keeps the first success and never looks at its connection to istiod again.
/// Source: istio, pilot/cmd/pilot-agent/status/ready/probe.go. Whatever is not 200 is of today.
/// </remarks>
/// <param name="Code">The HTTP status the pod answered with; null where none came.</param>
/// <param name="Why">Why none came; null where one came.</param>
/// <param name="IsClosed">True where the pod was reached and nothing listens there; false where nobody knows, since the way to it is closed or not allowed.</param>
internal sealed record StatusAnswer(int? Code, string? Why = null, bool IsClosed = false)
{
    /// <summary>Whether it is known and not 200.</summary>
    public bool IsBad => IsClosed || Code is not (null or 200);

    /// <summary>As people read it.</summary>
    public override string ToString() => Code switch { 200 => "200 (latched)", { } code => $"{code}", _ => IsClosed ? "closed" : "not asked" };
}
