namespace Mesh.Core.Certificates;

/// <summary>What istiod or Envoy makes of a CA.</summary>
/// <param name="Accepts">True when it takes it.</param>
/// <param name="Message">What it would print: the error's text where it refuses; empty where it accepts.</param>
public sealed record Judgement(bool Accepts, string Message)
{
    /// <summary>It takes it.</summary>
    public static readonly Judgement Accepted = new(true, "");

    /// <summary>As people read it.</summary>
    public override string ToString() => Accepts ? "accepts" : $"refuses: {Message}";
}
