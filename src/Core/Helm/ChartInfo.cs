namespace Mesh.Core.Helm;

/// <summary>What a chart says of itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its own version.</param>
/// <param name="AppVersion">The version of what it installs; null where it says none.</param>
public sealed record ChartInfo(string Name, string Version, string? AppVersion);
