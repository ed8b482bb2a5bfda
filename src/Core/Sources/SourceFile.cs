namespace Mesh.Core.Sources;

/// <summary>A file that the globs mean.</summary>
/// <param name="Path">Its path relative to the root, with slashes on every system.</param>
/// <param name="FullPath">Its full path.</param>
/// <param name="Treatment">What its name and its attributes say.</param>
internal sealed record SourceFile(string Path, string FullPath, Treatment Treatment);
