using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>What is wrong with nodes that pods of ours are on, or could be.</summary>
internal static class NodeFaults
{
    public static IEnumerable<Fault> Of(Surroundings seen)
    {
        var used = seen.Pods.Select(pod => pod.Text("spec", "nodeName")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var node in seen.Evidence.Of(ResourceKind.Node) ?? [])
        {
            var subject = ResourceKind.Node.Describe(null, node.Name());
            foreach (var condition in node.Items("status", "conditions"))
            {
                var (type, status) = (condition.Text("type"), condition.Text("status"));
                var kind = type == "Ready" && status != "True" ? StateFindings.NodeNotReady
                    : type is "MemoryPressure" or "DiskPressure" or "PIDPressure" or "NetworkUnavailable" && status == "True" ? StateFindings.NodePressure
                    : null;
                if (kind is null)
                {
                    continue;
                }

                var said = $"{type} is {status}: {Printable.OneLine($"{condition.Text("reason")} {condition.Text("message")}").Trim()}";
                // A node that nothing of ours is on hurts nobody here.
                var finding = kind.On(subject, said) with { Severity = used.Contains(node.Name()) ? kind.Severity : Severity.Warning };
                yield return new(finding, Layer.Node, $"{type} {condition.Text("reason")}")
                {
                    Object = subject,
                    About = kind == StateFindings.NodeNotReady ? [ObjectKey.Of(ResourceKind.Node, node)] : [],
                    Proof = [.. seen.Warnings(ResourceKind.Node, node).Take(3)],
                };
            }
        }
    }
}
