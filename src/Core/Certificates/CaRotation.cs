namespace Mesh.Core.Certificates;

/// <summary>What of an existing CA is made anew.</summary>
public enum CaRotation
{
    /// <summary>Nothing: what is there stays, only what is missing is made.</summary>
    None,

    /// <summary>The intermediates; the root stays. The old folders are kept aside.</summary>
    Intermediates,

    /// <summary>The root and with it the intermediates. The old folders are kept aside.</summary>
    Root,
}
