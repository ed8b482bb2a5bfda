namespace Mesh.Core.Diagnosis.Xds.Causes;

/// <summary>Why istiod accepts nobody's word for who a proxy is.</summary>
internal enum XdsCause
{
    /// <summary>The proxy sends no token.</summary>
    NoToken = 1,

    /// <summary>Its token is for somebody else than istiod.</summary>
    WrongAudience,

    /// <summary>istiod does not know the cluster that the proxy says it runs in.</summary>
    UnknownCluster,

    /// <summary>The API server that istiod asks has not the key the token was signed with.</summary>
    ForeignKeys,

    /// <summary>The token is over, or not begun.</summary>
    Expired,

    /// <summary>The account or pod that the token is bound to is gone.</summary>
    Recreated,

    /// <summary>istiod has not the right to ask whose a token is.</summary>
    MayNotReview,

    /// <summary>The API server does not know istiod itself.</summary>
    BadCredential,

    /// <summary>istiod does not reach the API server.</summary>
    ServerUnreachable,

    /// <summary>istiod is told to expect tokens of another issuer.</summary>
    OtherIssuer,

    /// <summary>What is mounted is no token of a service account.</summary>
    ForeignToken,
}
