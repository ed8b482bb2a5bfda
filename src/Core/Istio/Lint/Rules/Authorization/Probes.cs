using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Compiling;
using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Kubelet's probes and Prometheus' scrapes where the agent does not lead them around the policies.</summary>
internal sealed class Probes : ILintRule
{
    private static readonly string[] Names = ["readinessProbe", "livenessProbe", "startupProbe"];

    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.ProbeRefused];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        if (mesh.Policies.All.Count == 0)
        {
            return;
        }

        var merged = mesh.Settings["enablePrometheusMerge"]?.Flag != false;
        foreach (var workload in mesh.Workloads.All)
        {
            var policies = mesh.Policies.Compiled.For(PolicySet.CalleeOf(workload));
            if (!policies.All.Any(policy => policy.Policy.IsEnforced))
            {
                continue;
            }

            if (workload.Annotations.GetValueOrDefault("sidecar.istio.io/rewriteAppHTTPProbers") == "false")
            {
                LookAtProbes(workload, policies, remarks);
            }

            if (workload.Annotations.GetValueOrDefault("prometheus.io/scrape") == "true" && (!merged || workload.Annotations.GetValueOrDefault("prometheus.istio.io/merge-metrics") == "false"))
            {
                LookAtScrape(workload, policies, remarks);
            }
        }
    }

    private static void LookAtProbes(Workload workload, WorkloadPolicies policies, Remarks remarks)
    {
        foreach (var container in workload.Containers)
        {
            foreach (var probe in Names.Select(kind => container[kind]).Where(probe => probe["httpGet"].IsThere))
            {
                var port = probe["httpGet"]["port"];
                var number = port.Whole ?? container["ports"].Items.FirstOrDefault(own => own["name"].Text == port.Text)?["containerPort"].Whole;
                Ask(new AccessRequest { Method = "GET", Path = probe["httpGet"]["path"].Text ?? "/", Port = (int?)number }, probe, $"{probe.Key} of {workload.Object.Key}", policies, remarks);
            }
        }
    }

    private static void LookAtScrape(Workload workload, WorkloadPolicies policies, Remarks remarks)
    {
        var annotations = workload.Template["metadata"]["annotations"];
        var port = Policies.Reading.ValueCheck.Port(annotations["prometheus.io/port"].Text ?? "");
        Ask(new AccessRequest { Method = "GET", Path = annotations["prometheus.io/path"].Text ?? "/metrics", Port = port }, annotations["prometheus.io/scrape"], $"the scrape of {workload.Object.Key}", policies, remarks);
    }

    // Of their addresses nothing is known, so that a rule by address may let them in.
    private static void Ask(AccessRequest request, Field at, string what, WorkloadPolicies policies, Remarks remarks)
    {
        var decision = policies.Decide(request);
        var byAddress = policies.All.Any(policy => policy.Policy.Rules.SelectMany(rule => rule.Fields).Any(field => field.Attribute is PolicyAttribute.SourceIp or PolicyAttribute.RemoteIp));
        if (decision.Answer == Answer.Deny && !byAddress)
        {
            remarks.Find(AuthorizationFindings.ProbeRefused, at, $"{what}, GET {request.Path}{(request.Port is { } port ? $" at port {port}" : "")}, is {DecisionText.Of(decision, policies)}");
        }
    }
}
