using System.Globalization;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.PeerAuthentications;

/// <summary>Scopes, ports and modes of PeerAuthentications.</summary>
internal sealed class Modes : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds =>
    [
        PeerAuthenticationFindings.ServicePort, PeerAuthenticationFindings.PortsWithoutSelector, PeerAuthenticationFindings.SameScope, PeerAuthenticationFindings.PlainText, PeerAuthenticationFindings.NoPods,
    ];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var services = mesh.Of(MeshKind.Service).ToLookup(service => service.Namespace);
        var seen = new Dictionary<(string, string), MeshObject>();
        foreach (var item in mesh.Of(MeshKind.PeerAuthentication).OrderBy(item => item.Created).ThenBy(item => item.Name, StringComparer.Ordinal))
        {
            var (selector, ports) = (Selector.Of(item), item.Spec["portLevelMtls"]);
            if (!seen.TryAdd((item.Namespace, Selector.Text(selector)), item))
            {
                remarks.Find(PeerAuthenticationFindings.SameScope, item.Root["metadata"]["name"], $"{seen[(item.Namespace, Selector.Text(selector))].Place} is about {(selector.Count == 0 ? $"all of {item.Namespace}" : Selector.Text(selector))} too");
            }

            foreach (var mode in ports.Members.Select(port => port["mode"]).Prepend(item.Spec["mtls"]["mode"]).Where(mode => mode.Text == "DISABLE"))
            {
                remarks.Find(PeerAuthenticationFindings.PlainText, mode, $"{mode} DISABLE");
            }

            if (selector.Count == 0)
            {
                if (ports.Members.Any())
                {
                    remarks.Find(PeerAuthenticationFindings.PortsWithoutSelector, ports, $"portLevelMtls for {string.Join(", ", ports.Members.Select(port => port.Key))} without a selector");
                }
            }
            else if (mesh.Workloads.With(item.Namespace, selector).ToList() is { Count: > 0 } workloads)
            {
                LookAtPorts(ports, workloads, services[item.Namespace], remarks);
            }
            else if (remarks.Misses(PeerAuthenticationFindings.NoPods, MeshKind.Pod, MeshKind.Deployment))
            {
                remarks.Find(PeerAuthenticationFindings.NoPods, Selector.FieldOf(item), $"no pod in {item.Namespace} has {Selector.Text(selector)}");
            }
        }
    }

    private static void LookAtPorts(Field ports, IReadOnlyList<Workload> workloads, IEnumerable<MeshObject> services, Remarks remarks)
    {
        foreach (var port in ports.Members.Where(port => long.TryParse(port.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            var number = long.Parse(port.Key!, NumberStyles.None, CultureInfo.InvariantCulture);
            if (workloads.Any(workload => workload.Ports.Any(one => one.Number == number)))
            {
                continue;
            }

            foreach (var service in services.Where(service => Selector.Of(service.Spec["selector"]) is { Count: > 0 } own && workloads.Any(workload => workload.Has(own))))
            {
                if (service.Spec["ports"].Items.FirstOrDefault(one => one["port"].Whole == number && one["targetPort"] is { IsThere: true } target && target.Whole != number) is { } found)
                {
                    var target = found["targetPort"].Whole?.ToString(CultureInfo.InvariantCulture) ?? found["targetPort"].Text;
                    remarks.Find(PeerAuthenticationFindings.ServicePort, port, $"{number} is the port of {service.Key}, behind which the pods listen on {target}", $"Write {target}");
                    break;
                }
            }
        }
    }
}
