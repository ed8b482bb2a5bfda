namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>One message that may tell of a failure.</summary>
/// <param name="Place">Where it was seen.</param>
/// <param name="Subject">What it is about, as people write it: <c>pod/web-1 in beta</c>, a file.</param>
/// <param name="Text">The message, one line, as it was written but for secrets.</param>
public sealed record Symptom(SymptomPlace Place, string Subject, string Text)
{
    /// <summary>The namespace of the object it is about; null where it is about none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The pod it is about; null where it is about none.</summary>
    public string? Pod { get; init; }

    /// <summary>The container it is about; null where it is about none.</summary>
    public string? Container { get; init; }

    /// <summary>The line in the log or file it was seen in, from 1; null where it has none.</summary>
    public int? Line { get; init; }

    /// <summary>In a log, the lines beside it: the command that was echoed last, a few before and a few after; none elsewhere.</summary>
    public IReadOnlyList<NearLine> Near { get; init; } = [];

    /// <summary>How often it was seen.</summary>
    public int Count { get; init; } = 1;
}
