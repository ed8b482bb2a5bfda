using Mesh.Core.Model;

namespace Mesh.Core.Images.Placing;

/// <summary>Where pods of one placement can land.</summary>
/// <param name="Nodes">The nodes, as indexes into the pool.</param>
/// <param name="ByPlatform">The names of the nodes by platform.</param>
/// <param name="Said">The platforms that the pods themselves say; of use where no node fits.</param>
internal sealed record Landing(IReadOnlyList<int> Nodes, IReadOnlyDictionary<Platform, IReadOnlyList<string>> ByPlatform, IReadOnlyList<Platform> Said);
