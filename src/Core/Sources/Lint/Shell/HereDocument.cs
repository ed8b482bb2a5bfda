namespace Mesh.Core.Sources.Lint.Shell;

/// <summary>A here-document that begins on the next line.</summary>
/// <param name="Delimiter">The word that ends it.</param>
/// <param name="Indented">True where tabs before the lines do not count.</param>
/// <param name="Line">The line of its redirection.</param>
internal sealed record HereDocument(ShellWord Delimiter, bool Indented, int Line)
{
    /// <summary>True where the shell puts variables and the output of commands into it; a quoted delimiter says that it does not.</summary>
    public bool Expands => !Delimiter.IsQuoted;

    /// <summary>True for the line that ends it.</summary>
    /// <param name="line">The line, without its end.</param>
    public bool Ends(string line) => (Indented ? line.TrimStart('\t') : line).TrimEnd('\r') == Delimiter.Text;
}
