using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.DestinationRules;

/// <summary>What a rule says of TLS against what the server takes.</summary>
internal sealed class TlsModes : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [DestinationRuleFindings.TlsAgainstStrict, DestinationRuleFindings.NarrowDropsTls, DestinationRuleFindings.MutualToOutside, DestinationRuleFindings.TlsTwice];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var rule in mesh.Of(MeshKind.DestinationRule))
        {
            if (mesh.Rules.HostOf(rule) is not { } host)
            {
                continue;
            }

            foreach (var policy in Policies.Of(rule))
            {
                Look(mesh, policy["tls"]["mode"], policy, host, remarks);
            }

            Narrow(mesh, rule, remarks);
        }
    }

    private static void Look(MeshSet mesh, Field mode, Field policy, string host, Remarks remarks)
    {
        var port = policy["port"]["number"].Whole;
        switch (mode.Text)
        {
            case "DISABLE" or "SIMPLE" or "MUTUAL" when mesh.Hosts.Find(host) is [{ IsService: true, Object: var service }, ..] && Strict(mesh, service, port) is { } strict:
                remarks.Find(DestinationRuleFindings.TlsAgainstStrict, mode, $"{mode.Text}, and {strict.Object.Place} asks for STRICT{(strict.Line is { } line && strict.Object.Origin.File is not null ? $" in line {line}" : "")}");
                break;
            case "SIMPLE" or "MUTUAL":
                foreach (var carrier in mesh.Hosts.Find(host).Where(one => !one.IsService).SelectMany(one => one.Ports).Where(one => (port is null || MeshHost.NumberOf(one) == port) && Carries(one)).Take(1))
                {
                    remarks.Find(DestinationRuleFindings.TlsTwice, mode, $"{mode.Text} to port {MeshHost.NumberOf(carrier)} of {carrier.Object.Place}, whose protocol is {carrier["protocol"].Text}");
                }

                break;
            case "ISTIO_MUTUAL":
                Outside(mesh, mode, host, remarks);
                break;
            default:
                break;
        }
    }

    // Where another port of the entry is plain, a rule of the whole host is meant for that one.
    private static bool Carries(Field port) => port["protocol"].Text is "HTTPS" or "TLS" && port.Object.Spec["ports"].Items.All(other => other["protocol"].Text is "HTTPS" or "TLS");

    private static Field? Strict(MeshSet mesh, MeshObject service, long? port)
    {
        var listening = service.Spec["ports"].Items.Where(one => port is null || MeshHost.NumberOf(one) == port).Select(one => one["targetPort"].Whole ?? MeshHost.NumberOf(one)).FirstOrDefault();
        var behind = mesh.Workloads.Behind(service).Take(50).ToList();
        var modes = behind.Count == 0 ? [mesh.Mtls.Of(service.Namespace, null)] : behind.Select(workload => mesh.Mtls.Of(service.Namespace, workload.Labels, listening)).ToList();
        return modes.TrueForAll(mode => mode.Mode == "STRICT") ? modes[0].By : null;
    }

    private static void Outside(MeshSet mesh, Field mode, string host, Remarks remarks)
    {
        switch (mesh.Hosts.Find(host))
        {
            case [{ IsService: false, Object: var entry }, ..] when entry.Spec["location"].Text is null or "MESH_EXTERNAL" && !entry.Spec["endpoints"].IsThere && !entry.Spec["workloadSelector"].IsThere:
                remarks.Find(DestinationRuleFindings.MutualToOutside, mode, $"{entry.Place} is outside of the mesh");
                break;
            case [{ IsService: true, Object: var service }, ..] when mesh.Workloads.Behind(service).Where(workload => workload.IsPod).Take(50).ToList() is { Count: > 0 } pods && pods.TrueForAll(pod => pod is { HasProxy: false, IsAmbient: false }):
                remarks.Find(DestinationRuleFindings.MutualToOutside, mode, $"of the {pods.Count} pods behind {service.Key} none has a proxy, such as {pods[0].Object.Key}");
                break;
            default:
                break;
        }
    }

    private static void Narrow(MeshSet mesh, MeshObject rule, Remarks remarks)
    {
        foreach (var policy in Policies.Wide(rule).Where(policy => policy["tls"]["mode"].Text is { } mode && mode != "DISABLE"))
        {
            // Where proxies find out by themselves, what is left out of ISTIO_MUTUAL comes back.
            foreach (var port in policy["portLevelSettings"].Items.Where(port => !port["tls"].IsThere && !(policy["tls"]["mode"].Text == "ISTIO_MUTUAL" && mesh.Settings.AutoMtls)))
            {
                remarks.Find(DestinationRuleFindings.NarrowDropsTls, port, $"port {port["port"]["number"].Whole} has no tls, and {policy["tls"]["mode"]} says {policy["tls"]["mode"].Text}");
            }
        }

        var own = rule.Spec["trafficPolicy"]["tls"]["mode"];
        foreach (var mode in rule.Spec["subsets"].Items.Select(subset => subset["trafficPolicy"]["tls"]["mode"]).Where(mode => own.Text is { } wide and not "DISABLE" && mode.Text is "DISABLE"))
        {
            remarks.Find(DestinationRuleFindings.NarrowDropsTls, mode, $"the subset says DISABLE, and {own} says {own.Text}", "Take tls out of the subset, or say why it differs under mesh.lint/allow");
        }
    }
}
