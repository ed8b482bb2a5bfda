namespace Mesh.Core.Sources;

/// <summary>What is to happen to the line endings of a file.</summary>
internal enum Treatment
{
    /// <summary>LF, unless a NUL byte turns up in it.</summary>
    Normalize,

    /// <summary>Left alone: .gitattributes calls it binary (<c>-text</c>).</summary>
    Binary,

    /// <summary>Left alone: it needs CRLF, by <c>eol=crlf</c> or because Windows runs it.</summary>
    KeepsCrLf,

    /// <summary>Left alone: <c>working-tree-encoding</c> says that its bytes are not UTF-8.</summary>
    OtherEncoding,
}
