namespace Mesh.Core.Istio.Backup;

/// <summary>One file of a backup, as its manifest has it.</summary>
/// <param name="Path">Relative to the backup's folder, with slashes.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal.</param>
/// <param name="Section">Which part it belongs to.</param>
/// <param name="Kind">What it is counted as.</param>
/// <param name="ApiVersion">Of the object; empty for values.</param>
/// <param name="KindName">Of the object; empty for values.</param>
/// <param name="Namespace">Its namespace; null for a cluster-scoped object.</param>
/// <param name="Name">Its name.</param>
internal sealed record BackupFile(string Path, string Sha256, BackupSection Section, string Kind, string ApiVersion, string KindName, string? Namespace, string Name)
{
    /// <summary>As people write it: <c>gateway/web in beta</c>.</summary>
    public string Subject => $"{(KindName.Length == 0 ? "values" : KindName.ToLowerInvariant())}/{Name}{(Namespace is null ? "" : $" in {Namespace}")}";
}
