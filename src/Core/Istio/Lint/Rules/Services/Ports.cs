using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Services;

/// <summary>Ports of Services: protocols, and several Services before the same pods.</summary>
internal sealed class Ports : ILintRule
{
    private static readonly string[] NotOurs = ["kube-system", "kube-public", "kube-node-lease"];

    public IReadOnlyList<FindingKind> Kinds => [ServiceFindings.PortName, ServiceFindings.PortProtocols, ServiceFindings.PortTargets, ServiceFindings.ExternalName, ServiceFindings.TargetName];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var bySelector = new Dictionary<(string, string, string), Field>();
        foreach (var service in mesh.Of(MeshKind.Service).Where(service => !NotOurs.Contains(service.Namespace) && (service.Namespace, service.Name) is not ("default", "kubernetes")).OrderBy(service => service.Created))
        {
            var isExternal = service.Spec["type"].Text == "ExternalName";
            foreach (var port in service.Spec["ports"].Items)
            {
                var protocol = Protocols.Of(port);
                if (isExternal)
                {
                    if (protocol is null or "tcp")
                    {
                        remarks.Find(ServiceFindings.ExternalName, port["name"], $"port {port["port"].Whole} of an ExternalName is {(protocol is null ? "of no said protocol" : protocol)}");
                    }
                }
                else if (protocol is null)
                {
                    remarks.Find(ServiceFindings.PortName, port["name"], $"port {port["port"].Whole} {(port["name"].Text is { } name ? $"is named {name}" : "has no name")} and has no appProtocol");
                }
            }

            if (!isExternal && Selector.Of(service.Spec["selector"]) is { Count: > 0 } selector)
            {
                LookAtTargets(mesh, service, remarks);
                Compare(service, Selector.Text(selector), bySelector, remarks);
            }
        }
    }

    private static void LookAtTargets(MeshSet mesh, MeshObject service, Remarks remarks)
    {
        List<Workload>? behind = null;
        foreach (var target in service.Spec["ports"].Items.Select(port => port["targetPort"]).Where(target => target.Text is { Length: > 0 }))
        {
            behind ??= [.. mesh.Workloads.Behind(service).Take(50)];
            if (behind.Count > 0 && !behind.Exists(workload => workload.Ports.Any(port => port.Name == target.Text)))
            {
                var names = behind[0].Ports.Select(port => port.Name).OfType<string>().ToList();
                remarks.Find(ServiceFindings.TargetName, target, $"targetPort {target.Text}, and {behind[0].Object.Key} has {(names.Count == 0 ? "no named port" : $"ports named {string.Join(", ", names)}")}");
            }
        }
    }

    // Services of the same selector are before the same pods; others may be, and only their pods could tell.
    private static void Compare(MeshObject service, string selector, Dictionary<(string, string, string), Field> seen, Remarks remarks)
    {
        foreach (var port in service.Spec["ports"].Items)
        {
            var target = port["targetPort"].Text ?? (port["targetPort"].Whole ?? port["port"].Whole)?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "";
            if (seen.TryAdd((service.Namespace, selector, $"{target} {port["protocol"].Text ?? "TCP"}"), port) || seen[(service.Namespace, selector, $"{target} {port["protocol"].Text ?? "TCP"}")] is not { } earlier || ReferenceEquals(earlier.Object, service))
            {
                continue;
            }

            if (Protocols.Of(earlier) is { } one && Protocols.Of(port) is { } other && one != other)
            {
                remarks.Find(ServiceFindings.PortProtocols, port, $"the pods' port {target} is {other} here and {one} at {earlier.Object.Place}");
            }
            else if (earlier["port"].Whole != port["port"].Whole)
            {
                remarks.Find(ServiceFindings.PortTargets, port, $"the pods' port {target} is behind {port["port"].Whole} here and behind {earlier["port"].Whole} at {earlier.Object.Place}");
            }
        }
    }
}
