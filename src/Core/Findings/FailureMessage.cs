namespace Mesh.Core.Findings;

/// <summary>Something that was said while a failure happened.</summary>
/// <param name="Origin">Who said it.</param>
/// <param name="Subject">What it is about, as people write it.</param>
/// <param name="Text">What was said; one line.</param>
public sealed record FailureMessage(MessageOrigin Origin, string Subject, string Text)
{
    /// <summary>The namespace of what it is about; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The pod it is about; null for none.</summary>
    public string? Pod { get; init; }

    /// <summary>The container it is about; null for none.</summary>
    public string? Container { get; init; }
}
