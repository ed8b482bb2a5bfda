namespace Mesh.Core.Istio.Lint;

/// <summary>What a run was asked to judge, besides what mesh.yaml says.</summary>
public sealed record LintRequest
{
    /// <summary>Files and folders instead of lint.paths, or - for the standard input; empty for lint.paths.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Files of request samples instead of lint.policyTests; empty for those.</summary>
    public IReadOnlyList<string> PolicyTests { get; init; } = [];

    /// <summary>The namespace of objects in files that name none.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>True to refuse to do without a cluster.</summary>
    public bool Live { get; init; }

    /// <summary>True to ask no cluster, though a context is configured.</summary>
    public bool Offline { get; init; }

    /// <summary>The folder that relative paths begin at.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Opens the standard input.</summary>
    internal Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;
}
