using System.Globalization;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Images;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Compatibility.Nodes;

/// <summary>Whether the nodes can carry the mesh.</summary>
/// <param name="nodes">The nodes.</param>
/// <param name="pods">Their pods; null where they could not be read, and with them what is left of each node.</param>
internal sealed class NodeJudge(IReadOnlyList<NodeFacts> nodes, PodSurvey? pods)
{
    private const int MostReplicas = 3;

    // What a control plane's node should have free. Source: the production guides for Istio, 2 CPU and 4 GiB.
    private static readonly Room Comfortable = new(2, 4L << 30);

    /// <summary>What is left of a node; null where that is not known.</summary>
    public Room? Left(NodeFacts node) => pods is null ? null : node.Allocatable - pods.RequestedOn(node.Name);

    /// <summary>What is wrong with the nodes as they are.</summary>
    /// <param name="server">The server's version.</param>
    public IEnumerable<Finding> Present(KubeVersion server)
    {
        var down = nodes.Where(node => !node.IsReady).ToList();
        if (down.Count > 0)
        {
            yield return VersionFindings.NotReady.On(Words.List("node", [.. down.Select(node => node.Name)]), $"{down.Count} of {nodes.Count} are not ready; {down[0].Name}: {down[0].Trouble}") with
            {
                Severity = down.Count == nodes.Count ? Severity.Error : Severity.Warning,
            };
        }

        foreach (var skew in nodes.GroupBy(node => node.Kubelet).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Kubelet(server, group.Key, [.. group.Select(node => node.Name)])).OfType<Finding>())
        {
            yield return skew;
        }

        if (pods is not null && nodes.Where(node => node.TakesPods).ToList() is [_, ..] usable && usable.All(node => !Left(node)!.Value.Holds(Comfortable)))
        {
            var best = usable.MaxBy(node => Math.Min(Left(node)!.Value.Cpu / Comfortable.Cpu, Left(node)!.Value.Memory / Comfortable.Memory))!;
            yield return VersionFindings.LittleRoom.On("nodes", $"the most is left on {best.Name}: {Left(best)} of {best.Allocatable}");
        }

        if (pods?.Crashing is { Count: > 0 } crashing)
        {
            yield return VersionFindings.Crashing.On(Words.List("pod", crashing), $"{Words.Count(crashing.Count, "pod")} in CrashLoopBackOff");
        }
    }

    /// <summary>What stands in the way of what is to be installed.</summary>
    /// <param name="istio">What is configured.</param>
    public IEnumerable<Finding> Planned(IstioOptions istio)
    {
        var usable = nodes.Where(node => node.TakesPods).ToList();
        var most = Math.Max(1, Math.Min(MostReplicas, usable.Count - 1));
        var replicas = PlannedPods.Replicas(istio);
        if (replicas > most && replicas > 2)
        {
            yield return VersionFindings.Replicas.On("istiod", string.Create(CultureInfo.InvariantCulture, $"{replicas} replicas where {Words.Count(usable.Count, "node")} take pods; {Math.Max(most, Math.Min(2, usable.Count))} suit them"));
        }
        else if (replicas < 2 && usable.Count > 1)
        {
            yield return VersionFindings.Replicas.On("istiod", string.Create(CultureInfo.InvariantCulture, $"one replica where {Words.Count(usable.Count, "node")} take pods; {Math.Max(2, most)} suit them"));
        }

        if (pods is null)
        {
            yield break;
        }

        var left = usable.ToDictionary(node => node.Name, node => Left(node)!.Value, StringComparer.Ordinal);
        foreach (var planned in PlannedPods.Of(istio).OrderByDescending(planned => planned.Count is null))
        {
            if ((planned.Count is { } count ? Scheduled(planned, count, left) : EveryNode(planned, left)) is { } problem)
            {
                yield return problem;
            }
        }
    }

    private static Finding? Kubelet(KubeVersion server, string text, IReadOnlyList<string> names)
    {
        if (!KubeVersion.TryParse(text, out var kubelet))
        {
            return null;
        }

        var behind = MinorVersion.Of(server).Ahead(MinorVersion.Of(kubelet));
        var allowed = kubelet.Minor < 25 ? 2 : 3;
        return behind switch
        {
            < 0 => VersionFindings.KubeletSkew.On(Words.List("node", names), $"kubelet {Printable.OneLine(text)} is newer than the server, {server}") with { Severity = Severity.Error },
            { } steps when steps > allowed => VersionFindings.KubeletSkew.On(Words.List("node", names), $"kubelet {Printable.OneLine(text)} is {steps} minor versions behind the server, {server}; {allowed} allowed"),
            _ => null,
        };
    }

    private Finding? EveryNode(PlannedPods planned, Dictionary<string, Room> left)
    {
        List<string> full = [];
        foreach (var node in nodes.Where(node => node.TakesDaemons))
        {
            var room = left.GetValueOrDefault(node.Name, Left(node)!.Value);
            if (!room.Holds(planned.Each))
            {
                full.Add(node.Name);
            }

            if (left.ContainsKey(node.Name))
            {
                left[node.Name] = room - planned.Each;
            }
        }

        return full.Count == 0 ? null : NoRoom(planned.Name, $"it needs {planned.Each} on every node; {Words.List("node", full)} have less left");
    }

    // The fullest that still takes one, so that room is not frittered away; one that fits nowhere is missing.
    private Finding? Scheduled(PlannedPods planned, int count, Dictionary<string, Room> left)
    {
        var most = left.Values.OrderByDescending(room => room.Cpu).FirstOrDefault();
        for (var placed = 0; placed < count; placed++)
        {
            var fitting = left.Where(node => node.Value.Holds(planned.Each)).OrderBy(node => node.Value.Memory).ThenBy(node => node.Key, StringComparer.Ordinal).Select(node => node.Key).FirstOrDefault();
            if (fitting is null)
            {
                return left.Count == 0 ? NoRoom(planned.Name, $"it needs {planned.Each} for each of {Words.Count(count, "pod")}, and no node takes pods")
                    : NoRoom(planned.Name, $"{placed} of {Words.Count(count, "pod")} with {planned.Each} each fit on {Words.Count(left.Count, "node")}; the most left on one is {most}");
            }

            left[fitting] -= planned.Each;
        }

        return null;
    }

    // Where nodes are made for pods that wait, the room comes with them.
    private Finding NoRoom(string subject, string evidence) => pods!.HasAutoscaler || nodes.Any(node => node.IsMadeOnDemand || node.IsFargate)
        ? VersionFindings.NoRoom.On(subject, $"{evidence}; nodes are made on demand here") with { Severity = Severity.Warning }
        : VersionFindings.NoRoom.On(subject, evidence);
}
