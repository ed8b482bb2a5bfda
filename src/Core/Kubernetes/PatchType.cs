namespace Mesh.Core.Kubernetes;

/// <summary>How a patch is written.</summary>
public enum PatchType
{
    /// <summary>RFC 6902, an array of operations.</summary>
    Json,

    /// <summary>RFC 7386, a partial object in which null removes.</summary>
    Merge,
}
