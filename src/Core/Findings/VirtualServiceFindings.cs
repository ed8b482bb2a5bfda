namespace Mesh.Core.Findings;

/// <summary>What can be wrong with a VirtualService.</summary>
public static class VirtualServiceFindings
{
    /// <summary>The shares of a route are not percent.</summary>
    public static readonly FindingKind WeightSum = new("VSV001", "Weights do not add up to 100", Severity.Warning,
        "Weights are shares of their sum and no percentages, so that a route whose weights do not add up to 100 is split in other parts than it says",
        "Make the weights of the route add up to 100")
    { Overlaps = ["KIA1104"] };

    /// <summary>No destination of a route has a share.</summary>
    public static readonly FindingKind ZeroWeights = new("VSV002", "Every weight is 0", Severity.Error,
        "With several destinations and a sum of 0 there is nobody to send a request to; istiod's webhook refuses such a route",
        "Give at least one destination a weight, so that they add up to 100")
    { Overlaps = ["IST0106"] };

    /// <summary>A share below nothing.</summary>
    public static readonly FindingKind NegativeWeight = new("VSV003", "Weight below 0", Severity.Error,
        "A share cannot be less than nothing; istiod's webhook refuses such a route",
        "Write a weight from 0 to 100")
    { Overlaps = ["IST0106"] };

    /// <summary>The only destination of a route has a share.</summary>
    public static readonly FindingKind LoneWeight = new("VSV004", "Weight of the only destination", Severity.Warning,
        "A route with one destination sends everything there, whatever its weight; often the other destination of a split has been forgotten or taken out",
        "Leave the weight out, or add the destination that gets the rest")
    { Overlaps = ["KIA1104"] };

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } = [WeightSum, ZeroWeights, NegativeWeight, LoneWeight];
}
