namespace Mesh.Core.Istio.Compatibility;

/// <summary>What the table says of versions.</summary>
public enum VerdictKind
{
    /// <summary>Istio is supported on this server, and looked after on this day.</summary>
    Supported,

    /// <summary>The server is older than any that Istio is supported on.</summary>
    OutOfRangeLow,

    /// <summary>The server is newer than any that Istio is supported on.</summary>
    OutOfRangeHigh,

    /// <summary>The support of this minor version of Istio has ended, or was expected to have.</summary>
    IstioEol,

    /// <summary>The table does not know Istio's version, or no server as new as this.</summary>
    Unknown,

    /// <summary>Amazon EKS looks after the server without a further fee.</summary>
    EksStandardSupport,

    /// <summary>Amazon EKS looks after the server for a further fee.</summary>
    EksExtendedSupport,

    /// <summary>Amazon EKS does not look after the server any more.</summary>
    EksEnded,

    /// <summary>The server is one of Amazon EKS that the table does not know.</summary>
    EksUnknown,
}
