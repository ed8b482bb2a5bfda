namespace Mesh.Core.Istio.Policies.Evaluation;

/// <summary>Why a request is decided as it is.</summary>
internal enum DecisionReason
{
    /// <summary>No enforced policy selects the workload.</summary>
    NoPolicy,

    /// <summary>There are policies, none of them ALLOW, and none denies.</summary>
    NoneDenies,

    /// <summary>An ALLOW policy matches.</summary>
    Allowed,

    /// <summary>A DENY policy matches.</summary>
    Denied,

    /// <summary>There are ALLOW policies, and none matches.</summary>
    NoneAllows,

    /// <summary>The port takes mutual TLS alone, and the request is plain text: no policy is asked.</summary>
    PlainText,

    /// <summary>A CUSTOM policy matches and its authorizer denies.</summary>
    CustomDenied,

    /// <summary>A CUSTOM policy matches and nobody has said what its authorizer answers.</summary>
    CustomUnknown,

    /// <summary>A CUSTOM policy matches and its authorizer is not configured: istiod then denies.</summary>
    ProviderMissing,
}
