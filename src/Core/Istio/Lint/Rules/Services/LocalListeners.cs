using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Services;

/// <summary>Servers that are told to listen on the loopback address, on a port that a Service leads to. Only what the objects say is seen, and not what a program does with it.</summary>
internal sealed class LocalListeners : ILintRule
{
    // Pods of a Service are alike.
    private const int Most = 20;

    public IReadOnlyList<FindingKind> Kinds => [ServiceFindings.LocalListener];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var told = new HashSet<(MeshObject, string)>();
        foreach (var service in mesh.Of(MeshKind.Service).Where(service => service.Spec["type"].Text != "ExternalName"))
        {
            var behind = mesh.Workloads.Behind(service).Where(workload => !workload.IsGateway).OrderBy(workload => workload.IsPod).Take(Most).ToList();
            // What makes the pods is where it can be mended.
            foreach (var workload in behind.Exists(one => !one.IsPod) ? behind.Where(one => !one.IsPod) : behind.Take(1))
            {
                foreach (var (port, binding) in service.Spec["ports"].Items.Select(port => (port, Local(workload, port))).Where(pair => pair.Item2 is not null))
                {
                    if (told.Add((binding!.At.Object, binding.At.ToString())) && !IsLedThere(mesh, workload, TargetOf(workload, port)))
                    {
                        remarks.Find(ServiceFindings.LocalListener, binding.At, $"{binding.Said} in {workload.Object.Key}, and port {port["port"].Whole} of {service.Key} leads to {(binding.Port is { } own ? $"port {own} of its pods" : "it")}");
                    }
                }
            }
        }
    }

    private static Binding? Local(Workload workload, Field port)
    {
        var (target, applications) = (TargetOf(workload, port), workload.Applications.ToList());
        foreach (var container in target is null ? [] : applications.Where(container => applications.Count == 1 || container["ports"].Items.Any(one => one["containerPort"].Whole == target)))
        {
            var about = Binding.Of(container).Where(binding => binding.Port is null || binding.Port == target).ToList();
            if (about.Count > 0 && about.TrueForAll(binding => binding.IsLocal))
            {
                return about[0];
            }
        }

        return null;
    }

    private static long? TargetOf(Workload workload, Field port) =>
        port["targetPort"].Text is { Length: > 0 } name ? workload.Ports.FirstOrDefault(one => one.Name == name).Number : port["targetPort"].Whole ?? port["port"].Whole;

    // A Sidecar leads requests for the port to localhost.
    private static bool IsLedThere(MeshSet mesh, Workload workload, long? target) => mesh.Of(MeshKind.Sidecar).Any(sidecar =>
        sidecar.Namespace == workload.Namespace && workload.Has(Selector.Of(sidecar))
        && sidecar.Spec["ingress"].Items.Any(ingress => ingress["port"]["number"].Whole == target && ingress["defaultEndpoint"].Text is { } end && (end.StartsWith("127.0.0.1:", StringComparison.Ordinal) || end.StartsWith("[::1]:", StringComparison.Ordinal))));
}
