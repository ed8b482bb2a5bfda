using Mesh.Core.Findings;
using Mesh.Core.Istio.Compatibility.Table;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>Everything that was said of a cluster and a version of Istio.</summary>
/// <param name="Table">The table it was said by.</param>
/// <param name="Day">The day it was said on.</param>
/// <param name="Version">The version of Istio.</param>
/// <param name="Cluster">The cluster.</param>
/// <param name="Installs">True when no control plane of this minor version is there, so that it is still to be installed.</param>
/// <param name="Verdicts">What the table says.</param>
/// <param name="Findings">What is wrong.</param>
internal sealed record CompatibilityReport(
    SupportTable Table, DateOnly Day, string Version, ClusterSurvey Cluster, bool Installs, IReadOnlyList<Verdict> Verdicts, IReadOnlyList<Finding> Findings)
{
    private static readonly string[] OfStep = [VersionFindings.ProxyAhead.Code, VersionFindings.ProxyBehind.Code, VersionFindings.StepTooLarge.Code, VersionFindings.Downgrade.Code];

    /// <summary>The errors of skew and step, which stop an installation or upgrade too; everything else is only told there.</summary>
    public IEnumerable<Finding> Stopping => Findings.Where(finding => finding.Severity == Severity.Error && OfStep.Contains(finding.Code));
}
