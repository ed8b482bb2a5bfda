namespace Mesh.Core.Model.Yaml;

/// <summary>What a line of a YAML text is.</summary>
internal enum YamlLineKind
{
    /// <summary>It has content.</summary>
    Content,

    /// <summary>Three dashes alone, with which a document begins.</summary>
    Marker,

    /// <summary>It can only be read by the full parser.</summary>
    Odd,

    /// <summary>There is none any more.</summary>
    End,
}
