using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Xds.Refusals;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds;

/// <summary>Explains the statuses in which no token was refused.</summary>
/// <param name="facts">What is known.</param>
internal sealed class OtherBranches(XdsFacts facts)
{
    private const int MostNamed = 5;

    private static readonly ResourceKind NetworkPolicy = new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy");

    public async Task<XdsExplanation> ExplainAsync(Refusal refusal, JsonObject? pod)
    {
        var (kind, decisive, confidence) = refusal.Branch switch
        {
            XdsBranch.IdentityMismatch => (XdsFindings.IdentityMismatch, Identity(pod), Confidence.Proven),
            XdsBranch.UntrustedServer => await RootsAsync(refusal),
            XdsBranch.NotReady => (XdsFindings.NotReady, await IstiodsAsync(), Confidence.Proven),
            XdsBranch.Throttled => (XdsFindings.Throttled, await IstiodsAsync(), Confidence.Proven),
            XdsBranch.RootMissing => await MissingAsync(refusal),
            _ => (XdsFindings.NoConnection, $"{await IstiodsAsync()}; {await PoliciesAsync(refusal)}", Confidence.Likely),
        };
        var rulesOut = Exclusions.Of(refusal.Branch);
        return new(kind.On(refusal.Subject, EvidenceText.Of(decisive, [$"the proxy says {refusal.Says}"], rulesOut)), confidence, rulesOut) { Namespace = refusal.Namespace, Pod = refusal.Pod };
    }

    private static string Identity(JsonObject? pod) => pod is null ? "status 7: the token was accepted, and is of another workload"
        : $"status 7: the token was accepted; the pod runs as {new ServiceAccountName(pod.Namespace() ?? "", pod.Text("spec", "serviceAccountName") ?? "default")}";

    private async Task<string> IstiodsAsync()
    {
        var pods = await facts.IstiodsAsync();
        return pods.Value is not { } all ? $"istiod was not looked at: {pods.Unseen}"
            : all.Count == 0 ? $"there is no istiod in {facts.IstioNamespace}"
            : $"{all.Count(IsReady)} of {all.Count} istiod in {facts.IstioNamespace} are ready, of revision {string.Join(", ", all.Select(Istiod.RevisionOf).Distinct())}";
    }

    private async Task<string> PoliciesAsync(Refusal refusal)
    {
        var (there, here) = (await facts.ListAsync(NetworkPolicy, facts.IstioNamespace), refusal.HasPod ? await facts.ListAsync(NetworkPolicy, refusal.Namespace) : new([], null));
        if (there.Value is null || here.Value is null)
        {
            return $"NetworkPolicies were not looked at: {there.Unseen ?? here.Unseen}";
        }

        var all = there.Value.Concat(here.Value).Select(policy => NetworkPolicy.Describe(policy.Namespace(), policy.Name())).Distinct().ToList();
        return all.Count == 0 ? "no NetworkPolicy is in either namespace" : $"to look at: {string.Join(", ", all.Take(MostNamed))}{(all.Count > MostNamed ? $" and {all.Count - MostNamed} more" : "")}";
    }

    private async Task<(FindingKind Kind, string Decisive, Confidence Confidence)> RootsAsync(Refusal refusal)
    {
        var (own, istiods) = (await facts.GetAsync(ResourceKind.ConfigMap, refusal.Namespace, LiveAuthority.TrustName), await facts.GetAsync(ResourceKind.ConfigMap, facts.IstioNamespace, LiveAuthority.TrustName));
        var name = ResourceKind.ConfigMap.Describe(refusal.Namespace, LiveAuthority.TrustName);
        return !refusal.HasPod || own.Unseen is not null || istiods.Value is null ? (XdsFindings.UntrustedServer, "status 14 with x509: the proxy refuses istiod's certificate", Confidence.Likely)
            : own.IsMissing ? (XdsFindings.UntrustedServer, $"{name} is not there", Confidence.Proven)
            : Root(own.Value!) != Root(istiods.Value) ? (XdsFindings.UntrustedServer, $"{name} holds another root than that of {facts.IstioNamespace}", Confidence.Proven)
            : (XdsFindings.UntrustedServer, $"{name} is the same as that of {facts.IstioNamespace}: the pod still has a former one, or istiod serves a certificate of another CA", Confidence.Likely);
    }

    private async Task<(FindingKind Kind, string Decisive, Confidence Confidence)> MissingAsync(Refusal refusal)
    {
        var own = await facts.GetAsync(ResourceKind.ConfigMap, refusal.Namespace, LiveAuthority.TrustName);
        var name = ResourceKind.ConfigMap.Describe(refusal.Namespace, LiveAuthority.TrustName);
        return own.IsMissing && refusal.HasPod ? (XdsFindings.RootMissing, $"{name} is not there", Confidence.Proven)
            : (XdsFindings.RootMissing, own.Value is null ? "the kubelet says that it was not there" : $"{name} is there now: the pod starts by itself", Confidence.Likely);
    }

    private static string? Root(JsonObject map) => map.Text("data", "root-cert.pem")?.Trim();

    private static bool IsReady(JsonObject pod) => pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");
}
