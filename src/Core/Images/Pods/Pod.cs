using System.Text.Json.Nodes;
using Mesh.Core.Images.Placing;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Images.Pods;

/// <summary>The pods that one rendered object brings.</summary>
/// <param name="Subject">The object: <c>deployment/web in beta</c>.</param>
/// <param name="Release">The release it is rendered from.</param>
/// <param name="Namespace">The namespace the pods go to.</param>
/// <param name="Metadata">The metadata of the pods; empty where there is none.</param>
/// <param name="Spec">Their spec.</param>
/// <param name="IsKnown">True for a kind of Kubernetes itself; false for what has only the shape of a pod, in a custom resource.</param>
internal sealed record Pod(string Subject, string Release, string Namespace, JsonObject Metadata, JsonObject Spec, bool IsKnown)
{
    private static readonly (string Field, string Word)[] Lists = [("initContainers", "init container"), ("containers", "container"), ("ephemeralContainers", "ephemeral container")];

    /// <summary>Where they can land.</summary>
    public Placement Placement { get; } = Placement.Of(Spec);

    /// <summary>The images as they are written, each with the part of the pod that names it; parts without one are left out.</summary>
    public IEnumerable<(string Part, string Image)> Images =>
    [
        .. from list in Lists
           from container in Spec.Items(list.Field)
           where container.Text("image") is { Length: > 0 }
           select ($"{list.Word} {container.Text("name")}", container.Text("image")!),
        .. from volume in Spec.Items("volumes")
           where volume.Text("image", "reference") is { Length: > 0 }
           select ($"volume {volume.Text("name")}", volume.Text("image", "reference")!),
    ];

    /// <summary>A part of it in words.</summary>
    public string Describe(string part) => $"{Subject}, {part} (release {Release})";
}
