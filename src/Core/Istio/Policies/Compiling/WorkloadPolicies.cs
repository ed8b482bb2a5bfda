using System.Collections.Concurrent;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>The policies that count for a workload, in Istio's order: CUSTOM, DENY, ALLOW. AUDIT decides nothing, and neither does what is only tried out.</summary>
internal sealed class WorkloadPolicies
{
    private readonly CompiledPolicy[] custom;
    private readonly CompiledPolicy[] deny;
    private readonly CompiledPolicy[] allow;
    private readonly MtlsSet tls;
    private readonly ConcurrentDictionary<int, (string Mode, Field? By)> modes = new();
    private readonly MeshFacts mesh;

    /// <param name="workload">The workload.</param>
    /// <param name="policies">The policies that select it.</param>
    /// <param name="tls">What ports take.</param>
    /// <param name="mesh">What policies depend on.</param>
    public WorkloadPolicies(Callee workload, IReadOnlyList<CompiledPolicy> policies, MtlsSet tls, MeshFacts mesh)
    {
        (Callee, All, this.tls, this.mesh) = (workload, policies, tls, mesh);
        (custom, deny, allow) = (Of(PolicyAction.Custom), Of(PolicyAction.Deny), Of(PolicyAction.Allow));

        CompiledPolicy[] Of(PolicyAction action) => [.. policies.Where(policy => policy.Policy.Action == action && policy.Policy.IsEnforced)];
    }

    /// <summary>The workload.</summary>
    public Callee Callee { get; }

    /// <summary>Every policy that selects it.</summary>
    public IReadOnlyList<CompiledPolicy> All { get; }

    /// <summary>The enforced ALLOW policies: with one of them, what none matches is denied.</summary>
    public IReadOnlyList<CompiledPolicy> Allow => allow;

    /// <summary>What a port takes, and which field of which PeerAuthentication says so.</summary>
    /// <param name="port">The port; null for one that nothing special is said of.</param>
    public (string Mode, Field? By) TlsOf(int? port) => modes.GetOrAdd(port ?? -1, _ => tls.Of(Callee.Namespace, Callee.Labels, port));

    /// <summary>What becomes of a request.</summary>
    /// <param name="request">The request.</param>
    public Decision Decide(AccessRequest request)
    {
        var (mode, because) = TlsOf(request.Port);
        if (mode == "STRICT" && request.Principal is null)
        {
            return new(Answer.Deny, DecisionReason.PlainText, null, null) { By = because, Request = request };
        }

        if (mode == "DISABLE" && request.Principal is not null)
        {
            request = request with { Principal = null, Namespace = null, ServiceAccount = null };
        }

        Decision? unknown = null;
        foreach (var policy in custom)
        {
            if (policy.Match(request) is { } asked && Ask(policy, asked, request) is { } answer)
            {
                if (answer.Answer == Answer.Deny)
                {
                    return answer;
                }

                unknown ??= answer;
            }
        }

        if (First(deny, request) is { Rule: not null } denied)
        {
            return new(Answer.Deny, DecisionReason.Denied, denied.Policy, denied.Rule) { By = because, Request = request };
        }

        var allowed = First(allow, request);
        return allow.Length > 0 && allowed.Rule is null ? new(Answer.Deny, DecisionReason.NoneAllows, null, null) { By = because, Request = request }
            // Only here does it count what nobody has said of the authorizer: all else allows.
            : unknown ?? new(Answer.Allow, allowed.Rule is not null ? DecisionReason.Allowed : All.Any(policy => policy.Policy.IsEnforced) ? DecisionReason.NoneDenies : DecisionReason.NoPolicy, allowed.Policy, allowed.Rule) { By = because, Request = request };
    }

    // Null when the authorizer allows, so that DENY and ALLOW decide.
    private Decision? Ask(CompiledPolicy policy, CompiledRule rule, AccessRequest request)
    {
        var missing = policy.Policy.Provider is null || (mesh.Providers is { } providers && !providers.Contains(policy.Policy.Provider, StringComparer.Ordinal));
        return missing ? new(Answer.Deny, DecisionReason.ProviderMissing, policy, rule) { Request = request }
            : request.CustomAllows switch
            {
                false => new(Answer.Deny, DecisionReason.CustomDenied, policy, rule) { Request = request },
                null => new(Answer.Unknown, DecisionReason.CustomUnknown, policy, rule) { Request = request },
                _ => null,
            };
    }

    private static (CompiledPolicy? Policy, CompiledRule? Rule) First(CompiledPolicy[] policies, AccessRequest request)
    {
        foreach (var policy in policies)
        {
            if (policy.Match(request) is { } rule)
            {
                return (policy, rule);
            }
        }

        return default;
    }
}
