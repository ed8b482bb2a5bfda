namespace Mesh.Core.Certificates.Making;

/// <summary>A file that is to be written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Diff">What is in it, in one line and without its content.</param>
/// <param name="Content">Its content; empty in a dry run, which makes none.</param>
/// <param name="Secret">True for a key, which nobody else may read.</param>
/// <param name="Replaces">True when one of this name is there and is replaced.</param>
internal sealed record PlannedFile(string Name, string Diff, byte[] Content, bool Secret = false, bool Replaces = false);
