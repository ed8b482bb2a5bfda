namespace Mesh.Core.Findings;

/// <summary>What Mesh.LintMesh finds when it holds request samples against AuthorizationPolicies.</summary>
public static class PolicyTestFindings
{
    /// <summary>A sample is decided otherwise than expected.</summary>
    public static readonly FindingKind Failed = new("PTS001", "Policy test fails", Severity.Error,
        "With these policies the request is decided otherwise than the sample says, or by another policy than it names",
        "Correct the policy that the evidence names, or the sample where the new decision is meant");

    /// <summary>No policy reaches the workload of a sample.</summary>
    public static readonly FindingKind Unreached = new("PTS002", "No policy reaches this sample", Severity.Warning,
        "The sample is as expected only because no enforced policy selects its workload, so that every request is let in and the sample proves nothing",
        "Compare namespace and labels of the sample with the selectors of the policies that are meant, or take the sample out");

    /// <summary>A sample cannot be decided.</summary>
    public static readonly FindingKind Undecided = new("PTS003", "Policy test cannot be decided", Severity.Error,
        "What the sample leaves open decides: the answer of an external authorizer, or the labels of a workload that is neither in the files nor in the cluster",
        "Say what the authorizer answers with custom: allow or custom: deny, or give the labels of the workload in the sample");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [Failed, Unreached, Undecided];
}
