namespace Mesh.Core.Istio.Injection;

/// <summary>What the server made of a pod that it was only asked about.</summary>
/// <param name="Pod">The pod as it would be admitted; null where it was refused or not asked about.</param>
/// <param name="Refusal">Why it was refused; null where it was not.</param>
/// <param name="NotAsked">Why it was not asked, or its answer says nothing; null where it was.</param>
internal sealed record ProofAnswer(AdmittedPod? Pod, string? Refusal, string? NotAsked)
{
    /// <summary>As people read it.</summary>
    public override string ToString() => Pod is not null ? $"{Pod}" : Refusal is not null ? "REFUSED" : "not asked";
}
