namespace Mesh.Core.Model.Yaml;

/// <summary>The kinds of thing that can be wrong with a YAML text, for those who know a remedy.</summary>
public enum YamlFault
{
    /// <summary>It is no YAML; the message is the parser's.</summary>
    Syntax,

    /// <summary>A tab stands in the indentation.</summary>
    Tab,

    /// <summary>It is nested too deeply.</summary>
    Depth,

    /// <summary>It holds too many values.</summary>
    Size,

    /// <summary>An alias refers to no anchor that ends before it.</summary>
    Alias,

    /// <summary>A key is no single value.</summary>
    Key,

    /// <summary>A map has a key twice.</summary>
    RepeatedKey,

    /// <summary>A map merges another one, where that is not allowed.</summary>
    MergeKey,

    /// <summary>A value cannot be what it is meant to be.</summary>
    Value,
}
