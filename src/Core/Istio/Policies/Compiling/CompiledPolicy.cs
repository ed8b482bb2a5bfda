using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>A policy with its rules compiled, each when it is first needed.</summary>
internal sealed class CompiledPolicy
{
    private readonly Lazy<CompiledRule[]> http;
    private readonly Lazy<CompiledRule[]> tcp;

    /// <param name="policy">The policy.</param>
    /// <param name="mesh">What policies depend on.</param>
    public CompiledPolicy(AuthorizationPolicy policy, MeshFacts mesh)
    {
        Policy = policy;
        http = new(() => Compile(isTcp: false));
        tcp = new(() => Compile(isTcp: true));

        CompiledRule[] Compile(bool isTcp) => [.. policy.Rules.Select(rule => CompiledRule.Of(rule, policy, isTcp, mesh)).OfType<CompiledRule>()];
    }

    /// <summary>The policy.</summary>
    public AuthorizationPolicy Policy { get; }

    /// <summary>The rules that count for a request.</summary>
    /// <param name="request">The request.</param>
    public IReadOnlyList<CompiledRule> RulesFor(AccessRequest request) => (request.IsTcp ? tcp : http).Value;

    /// <summary>The first rule that matches; null when none does.</summary>
    /// <param name="request">The request.</param>
    public CompiledRule? Match(AccessRequest request)
    {
        foreach (var rule in (request.IsTcp ? tcp : http).Value)
        {
            if (rule.Matches(request))
            {
                return rule;
            }
        }

        return null;
    }
}
