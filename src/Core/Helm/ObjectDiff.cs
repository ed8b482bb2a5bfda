namespace Mesh.Core.Helm;

/// <summary>What an upgrade does to one object.</summary>
/// <param name="Object">The object as it will be; for one that goes, as it is.</param>
/// <param name="Action"><c>create</c>, <c>update</c> or <c>delete</c>; <c>keep</c> for one that the chart has dropped and helm leaves in the cluster; <c>run</c> for a hook that this upgrade runs.</param>
/// <param name="Diff">Before and after as a unified diff of YAML with sorted keys; empty for <c>keep</c>, and for a hook that has not changed. Secrets show fingerprints only.</param>
public sealed record ObjectDiff(ManifestObject Object, string Action, string Diff)
{
    /// <summary>As people write it: <c>deployment/web in beta</c>.</summary>
    public string Subject => Object.Subject;

    /// <summary>The object as it is installed; null where it is not.</summary>
    public ManifestObject? Before { get; init; }
}
