namespace Mesh.Core.Istio.Backup;

/// <summary>Where and when a backup was made.</summary>
/// <param name="Time">When it was begun.</param>
/// <param name="Context">The context's name.</param>
/// <param name="Server">The address of the API server.</param>
/// <param name="Version">The version of the API server.</param>
/// <param name="Identity">The UID of its namespace kube-system.</param>
/// <param name="Namespace">The namespace of the control plane.</param>
internal sealed record BackupOrigin(DateTimeOffset Time, string Context, string Server, string Version, string Identity, string Namespace);
