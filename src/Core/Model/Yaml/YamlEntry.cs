namespace Mesh.Core.Model.Yaml;

/// <summary>A key with its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value.</param>
public sealed record YamlEntry(YamlScalar Key, YamlNode Value)
{
    /// <summary>True for a bare <c>&lt;&lt;</c>, with which YAML 1.1 merges another map into this one.</summary>
    public bool IsMerge => Key is { Text: "<<", IsPlain: true };
}
