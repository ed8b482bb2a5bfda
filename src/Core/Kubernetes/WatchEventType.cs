namespace Mesh.Core.Kubernetes;

/// <summary>What a watch says about an object.</summary>
public enum WatchEventType
{
    /// <summary>It is there: listed at the start, or created since.</summary>
    Added,

    /// <summary>It has changed.</summary>
    Modified,

    /// <summary>It is gone.</summary>
    Deleted,
}
