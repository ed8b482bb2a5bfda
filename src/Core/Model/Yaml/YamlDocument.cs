namespace Mesh.Core.Model.Yaml;

/// <summary>One document of a text.</summary>
/// <param name="At">Where it begins: at its three dashes, if it has them.</param>
/// <param name="Root">Its value; an empty scalar when it is empty or holds only comments.</param>
public sealed record YamlDocument(YamlPlace At, YamlNode Root);
