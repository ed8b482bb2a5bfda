using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Backup;

/// <summary>What has to be done so that an object is as the backup has it.</summary>
/// <param name="File">The object in the backup.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Action">What is to be done.</param>
/// <param name="NotYet">Why the server cannot be asked about it before something else is there; null when it can.</param>
internal sealed record RestoreStep(BackupFile File, ResourceKind Kind, RestoreAction Action, string? NotYet = null)
{
    /// <summary>The namespace of a namespaced object.</summary>
    public string? Namespace => Kind.Namespaced ? File.Namespace : null;

    /// <summary>As people write it.</summary>
    public string Subject => Kind.Describe(Namespace, File.Name);
}
