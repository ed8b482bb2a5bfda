namespace Mesh.Core.Istio.Injection;

/// <summary>Why an injector that is asked leaves a pod alone.</summary>
/// <param name="Why">The reason.</param>
internal sealed record InjectionRefusal(string Why)
{
    /// <summary>True where it is the injector's policy, and not something the pod says of itself.</summary>
    public bool IsPolicy { get; init; }
}
