namespace Mesh.Core.Istio.Backup;

/// <summary>What a restore does with an object.</summary>
internal enum RestoreAction
{
    /// <summary>It is as it was: not touched.</summary>
    Leave,

    /// <summary>It is not there.</summary>
    Create,

    /// <summary>It is there and is different.</summary>
    Update,
}
