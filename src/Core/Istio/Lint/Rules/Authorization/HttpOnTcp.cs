using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Compiling;
using Mesh.Core.Istio.Policies.Coverage;
using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Rules about HTTP that meet ports of TCP: a DENY then matches everything, and an ALLOW nothing.</summary>
internal sealed class HttpOnTcp : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.HttpDenyOnTcp, AuthorizationFindings.HttpAllowOnTcp];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var deny in mesh.Policies.Enforced(PolicyAction.Deny))
        {
            LookAtDeny(mesh, deny, remarks);
        }

        foreach (var allow in mesh.Policies.Enforced(PolicyAction.Allow))
        {
            LookAtAllow(mesh, allow, remarks);
        }
    }

    private static void LookAtDeny(MeshSet mesh, AuthorizationPolicy deny, Remarks remarks)
    {
        // Nothing but HTTP: whatever else it asks still holds something up.
        var bare = Combination.Of(deny).FirstOrDefault(one => one.Fields.Count > 0 && one.Fields.All(field => field.Attribute.IsHttpOnly()));
        if (bare is null)
        {
            return;
        }

        var ports = mesh.Policies.Selected(deny).SelectMany(workload => PortCarries.Of(mesh, workload)).ToList();
        var tcp = ports.Find(port => port.IsTcp == true);
        if (tcp is not null || ports.Count == 0)
        {
            remarks.Find(AuthorizationFindings.HttpDenyOnTcp, bare.Fields[0].At, $"{string.Join(" and ", bare.Fields.Select(field => field.Name).Distinct())} without ports: "
                + (tcp is null ? $"every TCP port of {PolicyReach.Words(deny, mesh.Policies.Facts.RootNamespace)} would be closed, and no Service that is known says what its ports carry" : $"port {tcp.Port["name"].Text ?? tcp.Port["port"].Json?.ToJsonString()} of {tcp.Service.Key} carries TCP, and every connection to it is denied"));
        }
    }

    private static void LookAtAllow(MeshSet mesh, AuthorizationPolicy allow, Remarks remarks)
    {
        if (allow.Rules.SelectMany(rule => rule.Fields).FirstOrDefault(field => field.Attribute.IsHttpOnly()) is not { } http)
        {
            return;
        }

        foreach (var workload in mesh.Policies.Selected(allow))
        {
            var all = mesh.Policies.Compiled.For(PolicySet.CalleeOf(workload));
            if (PortCarries.Of(mesh, workload).FirstOrDefault(port => port is { IsTcp: true, Number: not null } && !IsOpen(all, (int)port.Number)) is { } closed)
            {
                remarks.Find(AuthorizationFindings.HttpAllowOnTcp, http.At, $"port {closed.Number} of {workload.Object.Key} carries TCP ({closed.Service.Key}), where the rule with {http.Name} is left out, and no other ALLOW lets anything in to it");
                return;
            }
        }
    }

    // Whether some rule that is left on TCP may let in someone.
    private static bool IsOpen(WorkloadPolicies policies, int port)
    {
        var request = new AccessRequest { IsTcp = true, Port = port };
        return policies.Allow.Any(policy => policy.RulesFor(request).Any(rule => Combination.Of(policy.Policy, rule.Rule).Any(one => one.Fields.Where(field => field.Attribute == PolicyAttribute.Port)
            .All(field => field.Values.Any(value => value.Text == port.ToString(System.Globalization.CultureInfo.InvariantCulture)) != field.Negated))));
    }
}
