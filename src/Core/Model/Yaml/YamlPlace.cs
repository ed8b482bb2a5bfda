namespace Mesh.Core.Model.Yaml;

/// <summary>A place in a text.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct YamlPlace(long Line, long Column);
