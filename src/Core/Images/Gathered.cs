using Mesh.Core.Findings;
using Mesh.Core.Images.Placing;

namespace Mesh.Core.Images;

/// <summary>Everything that will run, and where.</summary>
/// <param name="Pool">The nodes it can land on.</param>
/// <param name="Needs">Each use of an image.</param>
internal sealed record Gathered(NodePool Pool, IReadOnlyList<ImageNeed> Needs)
{
    /// <summary>What was found on the way.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What could not be looked at without that being an error, a sentence each.</summary>
    public IReadOnlyList<string> NotEvaluated { get; init; } = [];

    /// <summary>Why the picture is not whole; null where it is.</summary>
    public MeshException? Unseen { get; init; }
}
