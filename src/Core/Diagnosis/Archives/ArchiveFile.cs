namespace Mesh.Core.Diagnosis.Archives;

/// <summary>A file of an archive.</summary>
/// <param name="Path">Its path within the archive, with slashes.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record ArchiveFile(string Path, byte[] Content);
