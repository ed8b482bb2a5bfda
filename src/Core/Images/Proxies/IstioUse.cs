using Mesh.Core.Configuration;
using Mesh.Core.Images.Placing;
using Mesh.Core.Registries;

namespace Mesh.Core.Images.Proxies;

/// <summary>A use of one of Istio's own images, before it is said from which hub it comes.</summary>
/// <param name="Name">The image's name at a hub.</param>
/// <param name="Subject">Who needs it.</param>
/// <param name="Placement">Where its pods can land.</param>
internal sealed record IstioUse(string Name, string Subject, Placement Placement)
{
    /// <summary>The proxy: sidecars and gateways.</summary>
    public const string Proxy = "proxyv2";

    /// <summary>The control plane.</summary>
    public const string Pilot = "pilot";

    /// <summary>Every image that an installation of Istio is made of. Source: istio tools/docker.yaml.</summary>
    public static readonly string[] Names = [Pilot, Proxy, "install-cni", "ztunnel", "operator", "istioctl", "agentgateway"];

    /// <summary>True for what istio.version needs by itself, for which no pod is known.</summary>
    public bool IsOfMesh { get; init; }

    /// <summary>The tag of a version: <c>1.29.0</c>, <c>1.29.0-distroless</c>.</summary>
    public static string TagOf(IstioOptions istio) => $"{istio.Version}{(string.IsNullOrEmpty(istio.Variant) ? "" : $"-{istio.Variant}")}";

    /// <summary>The need it becomes at a hub.</summary>
    public ImageNeed At(string hub, IstioOptions istio) => new(ImageNames.Image($"{hub}/{Name}:{TagOf(istio)}", "istio.hub"), Subject, Placement) { IsPlaced = !IsOfMesh };

    /// <summary>What istio.version needs wherever Linux pods land by default; where every Linux node is tainted, on all of them.</summary>
    public static IEnumerable<IstioUse> OfMesh(IstioOptions? istio, NodePool pool)
    {
        var placement = pool.LandingOf(Placement.OrdinaryLinux).Nodes.Count > 0 ? Placement.OrdinaryLinux : Placement.AnyLinux;
        return istio?.Version is null ? [] : new[] { Pilot, Proxy }.Select(name => new IstioUse(name, $"istio.version {istio.Version}", placement) { IsOfMesh = true });
    }
}
