namespace Mesh.Core.Configuration;

/// <summary>The scripts and pipeline files to keep in order.</summary>
public sealed record SourcesOptions
{
    /// <summary>Globs of files to look at, relative to the working directory.</summary>
    public IReadOnlyList<string> Include { get; init; } = ["**/*.sh", "Jenkinsfile*"];

    /// <summary>Globs of files to leave alone.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];
}
