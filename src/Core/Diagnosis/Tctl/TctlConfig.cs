namespace Mesh.Core.Diagnosis.Tctl;

/// <summary>What tctl has been told, without passwords and tokens.</summary>
/// <param name="Source">Where it stands: a file, or the commands that told it.</param>
/// <param name="Current">The active profile; null where none is said to be.</param>
/// <param name="Profiles">The profiles, by name.</param>
/// <param name="Clusters">The management planes, by name; null where they are not known.</param>
/// <param name="Users">The accounts, by name; null where they are not known.</param>
internal sealed record TctlConfig(
    string Source, string? Current, IReadOnlyDictionary<string, TctlProfile> Profiles, IReadOnlyDictionary<string, TctlCluster>? Clusters, IReadOnlyDictionary<string, TctlUser>? Users)
{
    /// <summary>What is used where none is current: tctl's own default of <c>--profile</c>.</summary>
    public const string DefaultProfile = "default";

    /// <summary>The file, where it is one; for findings.</summary>
    public string? File { get; init; }
}
