namespace Mesh.Core.Istio.Revisions;

/// <summary>What an upgrade lets others do.</summary>
public sealed class UpgradeServices
{
    internal UpgradeParts Of(Configuration.MeshOptions options, string workingDirectory, TimeSpan timeout, Findings.Severity failOn) => throw new NotSupportedException($"{options} {workingDirectory} {timeout} {failOn}");
}
