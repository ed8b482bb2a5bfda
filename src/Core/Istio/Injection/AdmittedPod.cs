using System.Text.Json.Nodes;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>What a pod has of a proxy: one that runs, or one that the server was only asked about.</summary>
/// <param name="Image">The image of its proxy; null where it has none.</param>
/// <param name="IsNative">True for a native sidecar: an init container that goes on running.</param>
/// <param name="Revision">The revision that injected it, as the pod says; null where it has no proxy.</param>
/// <param name="IsWaiting">True where an image is still the word that injection replaces, so that the nodes would pull an image called auto.</param>
internal sealed record AdmittedPod(string? Image, bool IsNative, string? Revision, bool IsWaiting)
{
    /// <summary>The image that stands for the one the injector knows.</summary>
    public const string Auto = "auto";

    /// <summary>Whether it has a proxy that can run.</summary>
    public bool HasProxy => Image is not (null or Auto);

    /// <summary>Whether a pod's or template's spec waits for an injector.</summary>
    public static bool Waits(JsonObject? spec) => spec.Items("containers").Concat(spec.Items("initContainers")).Any(container => container.Text("image") == Auto);

    /// <summary>Reads a pod.</summary>
    public static AdmittedPod Of(JsonObject pod)
    {
        // Any other init container ends before the application begins.
        var native = pod.Items("spec", "initContainers").FirstOrDefault(container => IsProxy(container) && container.Text("restartPolicy") == "Always");
        var image = (pod.Items("spec", "containers").FirstOrDefault(IsProxy) ?? native).Text("image");
        return new(image is null ? null : Printable.OneLine(image), native is not null, ProxyRevision.Of(pod) is { } revision ? Printable.OneLine(revision) : null, Waits(pod.Child("spec")));
    }

    /// <summary>As people read it.</summary>
    public override string ToString() => !HasProxy ? IsWaiting ? "image auto" : "none" : IsNative ? "native sidecar" : "proxy";

    private static bool IsProxy(JsonObject container) => container.Text("name") == Authority.Proxies.Container;
}
