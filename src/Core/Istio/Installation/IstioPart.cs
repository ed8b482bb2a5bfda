namespace Mesh.Core.Istio.Installation;

/// <summary>A part of the mesh that has a chart of its own, in the order they are installed.</summary>
public enum IstioPart
{
    /// <summary>CRDs and cluster-wide objects.</summary>
    Base,

    /// <summary>The control plane.</summary>
    Istiod,

    /// <summary>The CNI plugin.</summary>
    Cni,

    /// <summary>The node proxy of ambient mode.</summary>
    Ztunnel,
}
