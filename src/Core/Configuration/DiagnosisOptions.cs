namespace Mesh.Core.Configuration;

/// <summary>How failures are explained.</summary>
public sealed record DiagnosisOptions
{
    /// <summary>Files with signatures of failures that replace those of the same id, or are added; later files win.</summary>
    public IReadOnlyList<string> Signatures { get; init; } = [];
}
