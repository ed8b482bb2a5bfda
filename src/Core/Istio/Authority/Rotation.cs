namespace Mesh.Core.Istio.Authority;

/// <summary>A change of roots: the CA it leads from and the one it leads to.</summary>
/// <param name="Old">The CA before.</param>
/// <param name="New">The CA after.</param>
internal sealed record Rotation(CaFiles Old, CaFiles New)
{
    /// <summary>The old CA signs, both roots are trusted.</summary>
    public CaFiles TrustBoth => Old.Trusting(Old.RootsWith(New));

    /// <summary>The new CA signs, both roots are trusted.</summary>
    public CaFiles SignWithNew => New.Trusting(Old.RootsWith(New));

    public RotationStage StageOf(CaFiles? live) => live switch
    {
        null => RotationStage.Strange,
        _ when live.Same(New) => RotationStage.DropOld,
        _ when live.SignsAs(New) && TrustsBoth(live) => RotationStage.SignWithNew,
        _ when live.SignsAs(Old) && TrustsBoth(live) => RotationStage.TrustBoth,
        _ when live.SignsAs(Old) && live.Trusts(Old.Roots) => RotationStage.Begun,
        _ => RotationStage.Strange,
    };

    public static string NameOf(RotationStage stage) => stage switch { RotationStage.TrustBoth => "trust-both", RotationStage.SignWithNew => "sign-with-new", RotationStage.DropOld => "drop-old", _ => "begin" };

    private bool TrustsBoth(CaFiles live) => live.Trusts(Old.Roots) && live.Trusts(New.Roots);
}
