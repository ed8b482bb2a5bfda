using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Compatibility.Cni;
using Mesh.Core.Istio.Compatibility.Nodes;
using Mesh.Core.Istio.Compatibility.Skew;
using Mesh.Core.Istio.Compatibility.Table;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>Puts together what the table, the cluster and the configuration say.</summary>
/// <param name="table">The table.</param>
/// <param name="day">The day of the run.</param>
/// <param name="istio">What is configured; its version is there.</param>
internal sealed class CompatibilityJudge(SupportTable table, DateOnly day, IstioOptions istio)
{
    // A release comes every quarter.
    private const int OldAfter = 90;

    /// <summary>Everything that is said of the cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: istio.version is none.</exception>
    public CompatibilityReport Judge(ClusterSurvey cluster)
    {
        var version = istio.Version!;
        var wanted = MinorVersion.Of(version) ?? throw new MeshException(ExitCode.Configuration, $"istio.version {version} is no version that can be compared", "Write it as 1.29.0");
        var kubernetes = MinorVersion.Of(cluster.Server);
        var judge = new VersionJudge(table, day);
        List<Verdict> verdicts = [.. judge.Istio(wanted, kubernetes)];
        if (cluster.IsEks)
        {
            verdicts.Add(judge.Eks(kubernetes));
        }

        var installs = cluster.Istiods?.Any(istiod => istiod.Minor == wanted) != true;
        var subject = $"Istio {version} on Kubernetes {cluster.Server}";
        List<Finding> findings =
        [
            .. verdicts.SelectMany(verdict => Versions(verdict, subject, installs)),
            .. Age(),
            .. Skew(cluster, wanted, installs),
            .. Nodes(cluster, installs),
            .. CniJudge.Of(cluster.Cnis, istio, cluster.Istiods ?? [], cluster.Nodes ?? []),
            .. (cluster.Missing ?? []).Select(rule => Catalogue.MissingRight.On($"{rule}", $"the user of this context may not {rule}, which installing Istio takes") with { Severity = installs ? Severity.Error : Severity.Warning }),
        ];
        return new(table, day, version, cluster, installs, verdicts, findings);
    }

    private static IEnumerable<Finding> Versions(Verdict verdict, string subject, bool installs)
    {
        // What runs already is known to run; what is to come is not.
        var byUse = installs ? Severity.Error : Severity.Warning;
        Finding? finding = verdict.Kind switch
        {
            VerdictKind.OutOfRangeLow or VerdictKind.OutOfRangeHigh => VersionFindings.OutOfRange.On(subject, verdict.Text),
            VerdictKind.IstioEol => VersionFindings.IstioEol.On(subject, verdict.Text) with { Severity = byUse },
            VerdictKind.Unknown => VersionFindings.Unknown.On(subject, verdict.Text) with { Severity = byUse },
            VerdictKind.EksExtendedSupport => VersionFindings.EksExtended.On(subject, verdict.Text),
            VerdictKind.EksEnded => VersionFindings.EksEnded.On(subject, verdict.Text),
            VerdictKind.EksUnknown => VersionFindings.EksUnknown.On(subject, verdict.Text),
            _ => null,
        };
        if (finding is not null)
        {
            yield return finding;
        }

        if (verdict.EndsSoon is { } soon)
        {
            yield return VersionFindings.EndsSoon.On(subject, soon);
        }
    }

    private IEnumerable<Finding> Age()
    {
        if (day.DayNumber - table.AsOf.DayNumber is > OldAfter and var age)
        {
            yield return VersionFindings.TableOld.On("table of versions", $"as of {table.AsOf:yyyy-MM-dd}, {age} days before this run");
        }
    }

    private IEnumerable<Finding> Skew(ClusterSurvey cluster, MinorVersion wanted, bool installs)
    {
        var (istiods, proxies) = (cluster.Istiods ?? [], cluster.Pods?.Proxies ?? []);
        foreach (var finding in ProxySkew.Of(istiods, proxies))
        {
            yield return finding;
        }

        // Beside one of the same minor version nothing is skipped; else the newest there is takes the step.
        var from = istiods.Where(istiod => istiod.Minor is not null).OrderByDescending(istiod => istiod.Minor == wanted).ThenByDescending(istiod => istiod.Minor).FirstOrDefault();
        if (from is null)
        {
            yield break;
        }

        var byRevision = istio.Upgrade.Form == "canary" && (istio.Revision is null || istiods.All(istiod => istiod.Revision != istio.Revision));
        foreach (var finding in UpgradeStep.Of(from.Version!, istio.Version!, byRevision, from.Name))
        {
            yield return finding;
        }

        if (installs && !byRevision)
        {
            foreach (var finding in ProxySkew.After(wanted, proxies))
            {
                yield return finding;
            }
        }
    }

    private IEnumerable<Finding> Nodes(ClusterSurvey cluster, bool installs)
    {
        if (cluster.Nodes is not { } nodes)
        {
            return [];
        }

        var judge = new NodeJudge(nodes, cluster.Pods);
        return judge.Present(cluster.Server).Concat(installs ? judge.Planned(istio) : []);
    }
}
