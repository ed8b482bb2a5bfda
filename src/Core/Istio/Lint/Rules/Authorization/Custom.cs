using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Coverage;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>CUSTOM policies that the server refuses, or whose provider is not there. Source: istio, pkg/config/validation/validation.go.</summary>
internal sealed class Custom : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.CustomFields, AuthorizationFindings.ProviderMissing];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var root = mesh.Policies.Facts.RootNamespace;
        var customs = mesh.Policies.All.Where(policy => policy.Action == PolicyAction.Custom).ToList();
        foreach (var policy in mesh.Policies.All.Where(policy => policy is { Action: not PolicyAction.Custom, Provider: not null }))
        {
            remarks.Find(AuthorizationFindings.CustomFields, policy.At.Object.Spec["provider"], $"provider {policy.Provider} in a policy of {policy.ActionWord}");
        }

        foreach (var policy in customs)
        {
            LookAtFields(policy, remarks);
            LookAtProvider(mesh, policy, remarks);
        }

        foreach (var policy in customs.Where(policy => policy is { Provider: not null, IsEnforced: true }))
        {
            if (customs.TakeWhile(other => other != policy).FirstOrDefault(other => other.IsEnforced && other.Provider is not null && other.Provider != policy.Provider && (PolicyReach.Holds(other, policy, root) || PolicyReach.Holds(policy, other, root))) is { } other)
            {
                remarks.Find(AuthorizationFindings.ProviderMissing, policy.At.Object.Spec["provider"]["name"], $"provider {policy.Provider}, and {other.Title} has {other.Provider} for the same workloads; unless istiod has PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS, both then deny");
            }
        }
    }

    private static void LookAtFields(AuthorizationPolicy policy, Remarks remarks)
    {
        if (policy.Rules.Count == 0 && policy.Faults.Count == 0)
        {
            remarks.Find(AuthorizationFindings.CustomFields, policy.ActionAt, "there are no rules, so that the provider is never asked; write an empty rule, {}, to ask it about everything");
        }

        foreach (var field in policy.Rules.SelectMany(rule => rule.Fields).Where(field => field.Attribute.IsIdentity() || field.Attribute is PolicyAttribute.RequestPrincipal or PolicyAttribute.RequestAudience or PolicyAttribute.RequestPresenter or PolicyAttribute.RequestClaim))
        {
            remarks.Find(AuthorizationFindings.CustomFields, field.At, $"{field.Name} in a policy of CUSTOM");
        }
    }

    private static void LookAtProvider(MeshSet mesh, AuthorizationPolicy policy, Remarks remarks)
    {
        var facts = mesh.Policies.Facts;
        if (policy.Provider is null)
        {
            remarks.Find(AuthorizationFindings.ProviderMissing, policy.ActionAt, "provider.name is not set");
        }
        else if (facts.Providers is { } known ? !known.Contains(policy.Provider, StringComparer.Ordinal) : remarks.Misses(AuthorizationFindings.ProviderMissing, new ObjectKey(MeshKind.ConfigMap, facts.RootNamespace, "istio")))
        {
            remarks.Find(AuthorizationFindings.ProviderMissing, policy.At.Object.Spec["provider"]["name"], $"provider {policy.Provider}, and the mesh's configuration {(facts.Providers is { Count: > 0 } ? $"has {string.Join(", ", facts.Providers.Take(5))}" : "has none")}");
        }
    }
}
