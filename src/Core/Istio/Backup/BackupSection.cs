namespace Mesh.Core.Istio.Backup;

/// <summary>The parts of a backup, in the order in which they are restored.</summary>
internal enum BackupSection
{
    /// <summary>CustomResourceDefinitions.</summary>
    Definitions,

    /// <summary>The namespaces that hold its objects, with their labels.</summary>
    Namespaces,

    /// <summary>The objects.</summary>
    Objects,

    /// <summary>Values of helm releases.</summary>
    Values,
}
