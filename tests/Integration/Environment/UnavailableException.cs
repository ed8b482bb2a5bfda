namespace Mesh.Integration.Environment;

/// <summary>A server or program cannot be had on this machine: no Debian, no root, no package.</summary>
public sealed class UnavailableException(string reason) : Exception($"unavailable: {reason}")
{
    public string Reason { get; } = reason;
}
