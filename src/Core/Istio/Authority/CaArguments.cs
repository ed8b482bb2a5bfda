using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Authority;

/// <summary>What Mesh.ApplyCa was asked to do.</summary>
public sealed record CaArguments
{
    /// <summary>The name of the CA's folder in certificates.folder; null for the only one, or the one named as the context.</summary>
    public string? Cluster { get; init; }

    /// <summary>True to change the root of a running mesh, stage by stage.</summary>
    public bool Rotate { get; init; }

    /// <summary>True to go back to the CA from before a rotation that is under way.</summary>
    public bool Revert { get; init; }

    /// <summary>HOST:PORT at which istiod's port 15012 can be reached from here, to look at the certificate it serves; null where it cannot.</summary>
    public string? Istiod { get; init; }

    /// <summary>True to drop the old root although some proxies could not be asked.</summary>
    public bool Yes { get; init; }

    /// <summary>The lowest severity of a finding about the CA that keeps it from being applied.</summary>
    public Severity FailOn { get; init; } = Severity.Error;
}
