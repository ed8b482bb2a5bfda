namespace Mesh.Core.Findings;

/// <summary>Who said something while a failure happened.</summary>
public enum MessageOrigin
{
    /// <summary>The kubelet, of a container that waits: reason and message.</summary>
    Waiting,

    /// <summary>The kubelet, of a container that ended: reason and message.</summary>
    Ended,

    /// <summary>An event of the cluster, or a condition that is made of one.</summary>
    Event,

    /// <summary>A container, in its log.</summary>
    Log,

    /// <summary>Helm.</summary>
    Helm,

    /// <summary>Istioctl.</summary>
    Istioctl,
}
