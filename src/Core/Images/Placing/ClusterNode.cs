using Mesh.Core.Model;

namespace Mesh.Core.Images.Placing;

/// <summary>A node as far as it decides which pods it takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Platform">Its platform.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Taints">Its taints, without those of a passing condition.</param>
internal sealed record ClusterNode(string Name, Platform Platform, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<Taint> Taints)
{
    public const string ArchitectureLabel = "kubernetes.io/arch";
    public const string SystemLabel = "kubernetes.io/os";

    /// <summary>True for a platform of mesh.yaml that stands for all nodes of this platform: of its other labels nothing is known, so that every condition on one may hold.</summary>
    public bool IsStandIn { get; init; }

    /// <summary>Whether a label has a value.</summary>
    public bool Has(string label, string value) => Labels.TryGetValue(label, out var own) ? own == value : IsStandIn;

    public bool Fulfils(NodeRequirement requirement) =>
        (IsStandIn && !Labels.ContainsKey(requirement.Key)) || requirement.Accepts(Labels.GetValueOrDefault(requirement.Key));

    /// <summary>A platform in place of its nodes.</summary>
    public static ClusterNode StandingFor(Platform platform) => new(
        platform.ToString(),
        platform,
        new Dictionary<string, string>
        {
            [ArchitectureLabel] = platform.Architecture, [SystemLabel] = platform.Os, [$"beta.{ArchitectureLabel}"] = platform.Architecture, [$"beta.{SystemLabel}"] = platform.Os,
        },
        []) { IsStandIn = true };
}
