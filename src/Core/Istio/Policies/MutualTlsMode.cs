namespace Mesh.Core.Istio.Policies;

/// <summary>What a port takes.</summary>
internal enum MutualTlsMode
{
    /// <summary>Plain text and mutual TLS; the default.</summary>
    Permissive,

    /// <summary>Mutual TLS alone.</summary>
    Strict,

    /// <summary>Plain text alone, so that no peer has an identity.</summary>
    Disable,
}
