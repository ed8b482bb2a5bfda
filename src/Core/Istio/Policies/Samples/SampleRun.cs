using Mesh.Core.Istio.Policies.Compiling;
using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>Holds samples against policies.</summary>
/// <param name="policies">The policies.</param>
/// <param name="find">Finds a workload by namespace and KIND/NAME; null when there is none.</param>
internal sealed class SampleRun(CompiledPolicies policies, Func<string, string, Callee?> find)
{
    /// <summary>What comes of a sample.</summary>
    /// <param name="sample">The sample.</param>
    public SampleOutcome Of(PolicySample sample)
    {
        var workload = sample.Workload is { } name ? find(sample.Namespace, name) : new Callee(sample.Namespace, sample.Labels) { Services = sample.Services };
        if (workload is null)
        {
            return new(sample, SampleVerdict.Undecided, null, $"there is no {sample.Workload} in {sample.Namespace} among what was looked at, so that its labels are not known");
        }

        var reached = policies.For(workload);
        var decision = reached.Decide(sample.Request(policies.Mesh));
        if (decision.Answer == Answer.Unknown)
        {
            return new(sample, SampleVerdict.Undecided, decision.Answer, DecisionText.Of(decision, reached));
        }

        if (decision.Answer != sample.Expect)
        {
            return new(sample, SampleVerdict.Failed, decision.Answer, DecisionText.Of(decision, reached));
        }

        return sample.By is { } by && !Is(decision.Policy?.Policy, by) ? new(sample, SampleVerdict.Failed, decision.Answer, $"as expected, but not by {by}; {DecisionText.Of(decision, reached)}")
            : decision.Reason == DecisionReason.NoPolicy ? new(sample, SampleVerdict.Unreached, decision.Answer, DecisionText.Of(decision, reached))
            : new(sample, SampleVerdict.Passed, decision.Answer, "");
    }

    private static bool Is(AuthorizationPolicy? policy, string name) => policy is not null && (policy.Name == name || $"{policy.Namespace}/{policy.Name}" == name);
}
