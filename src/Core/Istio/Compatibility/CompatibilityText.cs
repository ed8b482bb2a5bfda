using Mesh.Core.Images;
using Mesh.Core.Istio.Compatibility.Nodes;

namespace Mesh.Core.Istio.Compatibility;

/// <summary>The report as people read it: a short table.</summary>
internal static class CompatibilityText
{
    private const int MostLines = 20;

    public static string Of(CompatibilityReport report) => string.Join('\n', Rows(report).Select(row => $"{row.What,-11}{row.Says}"));

    private static IEnumerable<(string What, string Says)> Rows(CompatibilityReport report)
    {
        var cluster = report.Cluster;
        yield return ("istio", $"{report.Version}{(report.Installs ? ", to be installed" : ", in the cluster")}");
        yield return ("server", $"{cluster.Server}{(cluster.IsEks ? ", Amazon EKS" : "")}");
        yield return ("table", $"as of {report.Table.AsOf:yyyy-MM-dd}, read for {report.Day:yyyy-MM-dd}");
        foreach (var verdict in report.Verdicts)
        {
            // What is wrong is told in full as a finding.
            yield return ("verdict", verdict.IsGood ? $"{verdict.Kind}: {verdict.Text}" : $"{verdict.Kind}, {verdict.Date}");
        }

        foreach (var row in Limited("istiod", cluster.Istiods?.Select(istiod => $"{istiod.Version ?? "version not known"}, revision {istiod.Revision}, {istiod.Name}"), "none"))
        {
            yield return row;
        }

        foreach (var row in Limited("proxies", cluster.Pods?.Proxies.Select(group => $"{group.Version ?? group.Image}, revision {group.Revision ?? "not known"}: {group}"), "none"))
        {
            yield return row;
        }

        if (cluster.Nodes is { } nodes)
        {
            yield return ("nodes", $"{nodes.Count(node => node.IsReady)} of {nodes.Count} ready{Left(nodes, cluster.Pods)}{Seen("Fargate", nodes.Count(node => node.IsFargate))}{Seen("Bottlerocket", nodes.Count(node => node.IsBottlerocket))}");
        }

        foreach (var row in Limited("CNI", cluster.Cnis.Found.Select(cni => $"{cni}"), "not recognised"))
        {
            yield return row;
        }

        if (cluster.Pods is { } pods)
        {
            yield return ("pods", $"{Named("Completed", pods.Completed)}, {Named("CrashLoopBackOff", pods.Crashing)}");
        }

        if (cluster.Missing is { } missing)
        {
            yield return ("rights", $"{cluster.Asked} to install asked for, {(missing.Count == 0 ? "all there" : $"{missing.Count} missing")}");
        }

        foreach (var unseen in cluster.NotSeen)
        {
            yield return ("not seen", unseen);
        }
    }

    private static IEnumerable<(string What, string Says)> Limited(string what, IEnumerable<string>? lines, string none)
    {
        if (lines?.ToList() is not { } all)
        {
            return [];
        }

        return all.Count == 0 ? [(what, none)] : all.Take(MostLines).Concat(all.Count > MostLines ? [$"and {all.Count - MostLines} more"] : []).Select(line => (what, line));
    }

    private static string Left(IReadOnlyList<NodeFacts> nodes, PodSurvey? pods)
    {
        var judge = new NodeJudge(nodes, pods);
        return pods is null ? "" : $", {nodes.Where(node => node.TakesPods).Aggregate(default(Room), (sum, node) => sum + judge.Left(node)!.Value)} left on those that take pods";
    }

    private static string Seen(string what, int count) => count == 0 ? "" : $", {count} of {what}";

    private static string Named(string what, IReadOnlyList<string> pods) => pods.Count == 0 ? $"none {what}" : $"{pods.Count} {what}: {Words.List("", pods)}";
}
