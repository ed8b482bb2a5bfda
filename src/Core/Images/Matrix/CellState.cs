namespace Mesh.Core.Images.Matrix;

/// <summary>How an image stands to a platform.</summary>
internal enum CellState
{
    /// <summary>It is needed and there.</summary>
    Exists,

    /// <summary>It is needed and not there, or not in a form that a container runtime takes.</summary>
    Missing,

    /// <summary>No pod that needs it can land on this platform.</summary>
    NotNeeded,

    /// <summary>It is needed, and its registry could not be asked.</summary>
    NotSeen,
}
