namespace Mesh.Core.Diagnosis.Xds.Refusals;

/// <summary>Which way a proxy's stream to istiod ended. The gRPC status decides it, and with it what the cause cannot be.</summary>
internal enum XdsBranch
{
    /// <summary>16: istiod was reached, and nobody it asked accepts who the proxy says it is.</summary>
    Unauthenticated,

    /// <summary>7: the token is good, and belongs to another account or namespace than the proxy says.</summary>
    IdentityMismatch,

    /// <summary>14 with x509: the proxy does not trust istiod's certificate.</summary>
    UntrustedServer,

    /// <summary>14: istiod answers, and is not ready.</summary>
    NotReady,

    /// <summary>8: istiod takes no more at once.</summary>
    Throttled,

    /// <summary>14 or 4: no connection to istiod.</summary>
    NoConnection,

    /// <summary>The pod does not start: what it is to trust is not in its namespace.</summary>
    RootMissing,
}
