using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>One thing that is wrong with one object.</summary>
/// <param name="Finding">What it is; its evidence is one line.</param>
/// <param name="Layer">How near the root such things are.</param>
/// <param name="Same">What all have in common that are one thing: the image that cannot be pulled, the message.</param>
internal sealed record Fault(Finding Finding, Layer Layer, string Same)
{
    /// <summary>How sure it is.</summary>
    public Confidence Confidence { get; init; } = Confidence.Proven;

    /// <summary>The objects that are not as they should be because of it, by <see cref="ObjectKey"/>.</summary>
    public IReadOnlyList<string> About { get; init; } = [];

    /// <summary>The objects that would be its cause if something were wrong with them.</summary>
    public IReadOnlyList<string> DueTo { get; init; } = [];

    /// <summary>The lines that prove it.</summary>
    public IReadOnlyList<string> Proof { get; init; } = [];

    /// <summary>The object that shows it, as people write it.</summary>
    public required string Object { get; init; }

    /// <summary>What of it was not looked at; null where everything was.</summary>
    public string? NotEvaluated { get; init; }

    /// <summary>True where nobody but a proxy of the mesh says so.</summary>
    public bool IsOfProxy { get; init; }

    /// <summary>How much it says of why.</summary>
    public Says Says { get; init; }

    /// <summary>The signature that knew it; null where it follows from the objects themselves.</summary>
    public string? Signature { get; init; }
}
