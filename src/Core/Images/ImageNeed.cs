using Mesh.Core.Images.Placing;
using Mesh.Core.Model;

namespace Mesh.Core.Images;

/// <summary>One use of an image.</summary>
/// <param name="Image">The image.</param>
/// <param name="Subject">Who needs it: <c>deployment/web in beta, container web (release web)</c>, <c>images.check</c>.</param>
/// <param name="Placement">Where its pods can land.</param>
internal sealed record ImageNeed(ImageReference Image, string Subject, Placement Placement)
{
    /// <summary>True for what pods need; false for what mesh.yaml names without a pod, of which nobody can say that it fits no node.</summary>
    public bool IsPlaced { get; init; } = true;
}
