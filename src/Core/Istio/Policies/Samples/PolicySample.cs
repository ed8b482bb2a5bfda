using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>A request of which is said what has to become of it.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="File">The file it stands in, as it is shown.</param>
/// <param name="Line">Its line.</param>
internal sealed record PolicySample(string Name, string File, int Line)
{
    /// <summary>The namespace of the workload.</summary>
    public required string Namespace { get; init; }

    /// <summary>The workload as KIND/NAME; null where its labels are given.</summary>
    public string? Workload { get; init; }

    /// <summary>The labels of its pods.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The Services behind it, where it is a waypoint.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>The request; namespaces without a trust domain are of the mesh's.</summary>
    public required Func<MeshFacts, AccessRequest> Request { get; init; }

    /// <summary>What has to become of it.</summary>
    public required Answer Expect { get; init; }

    /// <summary>The policy that has to decide it; null for any.</summary>
    public string? By { get; init; }
}
