using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Findings;

namespace Mesh.Core.Diagnosis.Signatures;

/// <summary>A message by which a failure is known, and what it can come from.</summary>
public sealed record Signature
{
    /// <summary>Its name, such as <c>ca-not-authorized</c>; a user's file replaces it by this.</summary>
    public required string Id { get; init; }

    /// <summary>The code of its findings, such as DIA002. Never given a second meaning.</summary>
    public required string Code { get; init; }

    /// <summary>A few words, for lists.</summary>
    public required string Title { get; init; }

    /// <summary>Who says it: istiod, kubelet, helm …</summary>
    public required string Component { get; init; }

    /// <summary>Where the message appears.</summary>
    public required IReadOnlyList<SymptomPlace> Places { get; init; }

    /// <summary>How the message is known.</summary>
    public required SignaturePattern Pattern { get; init; }

    /// <summary>The message as it may look; it is known by the pattern.</summary>
    public required string Sample { get; init; }

    /// <summary>How bad it is.</summary>
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>True where the message alone proves nothing: it counts only when a check confirms a cause.</summary>
    public bool Weak { get; init; }

    /// <summary>How near to the root it is.</summary>
    public Standing Standing { get; init; }

    /// <summary>The ids of signatures that say less of a message that fits both, and are not told beside this one.</summary>
    public IReadOnlyList<string> Over { get; init; } = [];

    /// <summary>The versions that say it, as people write them; null for all.</summary>
    public string? Versions { get; init; }

    /// <summary>What it can come from, likeliest first; at least one.</summary>
    public required IReadOnlyList<SignatureCause> Causes { get; init; }

    /// <summary>Where the message and its causes are known from.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>What its findings share.</summary>
    public FindingKind Kind => new(Code, Title, Severity, string.Join("; or ", Causes.Select(cause => cause.Text)), string.Join("; or ", Causes.Select(cause => cause.Remedy).Distinct()));

    /// <summary>Whether a message seen in a place may be this one. A line of a CI log may be anything that is printed as text; what is weak has to be seen in its own place.</summary>
    /// <param name="place">Where the message was seen.</param>
    public bool AppearsIn(SymptomPlace place) => Places.Contains(place) || (place == SymptomPlace.CiLog && !Weak && Places.Any(IsPrinted));

    /// <summary>Code and name.</summary>
    public override string ToString() => $"{Code} {Id}";

    private static bool IsPrinted(SymptomPlace place) => place is not (SymptomPlace.ContainerWaiting or SymptomPlace.ContainerTerminated or SymptomPlace.AccessLog or SymptomPlace.ServiceStatus or SymptomPlace.TargetHealth or SymptomPlace.ClientTimeout);
}
