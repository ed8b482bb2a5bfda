namespace Mesh.Core.Sources.Lint.Files;

/// <summary>The kinds of token.</summary>
internal enum GroovyKind
{
    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A string, without its quotes.</summary>
    Text,

    /// <summary>Any other character; a line feed is one.</summary>
    Sign,
}
