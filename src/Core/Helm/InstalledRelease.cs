namespace Mesh.Core.Helm;

/// <summary>A release as the cluster has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Revision">Its revision, from 1.</param>
/// <param name="Status">As helm says it: deployed, failed, pending-upgrade …</param>
/// <param name="Chart">Name and version of the chart, such as <c>web-0.1.0</c>.</param>
public sealed record InstalledRelease(string Name, int Revision, string Status, string Chart)
{
    /// <summary>The namespace it lives in.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The version of what the chart installs; null where it says none.</summary>
    public string? AppVersion { get; init; }
}
