namespace Mesh.Core.Istio.Authority;

/// <summary>Where a change of roots stands, as the secret cacerts alone tells it.</summary>
internal enum RotationStage
{
    /// <summary>The old CA is kept aside and nothing else has changed.</summary>
    Begun,

    /// <summary>Both roots are trusted; the old CA signs.</summary>
    TrustBoth,

    /// <summary>Both roots are trusted; the new CA signs.</summary>
    SignWithNew,

    /// <summary>Only the new root is trusted.</summary>
    DropOld,

    /// <summary>The secret is of no stage: someone else has written it.</summary>
    Strange,
}
