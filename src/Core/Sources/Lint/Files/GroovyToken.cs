namespace Mesh.Core.Sources.Lint.Files;

/// <summary>A token of Groovy.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, the sign, or what stands between the quotes.</param>
/// <param name="Line">The line it begins on, from 1.</param>
internal sealed record GroovyToken(GroovyKind Kind, string Text, int Line)
{
    /// <summary>True for this sign or name.</summary>
    public bool Is(string text) => Kind != GroovyKind.Text && Text == text;
}
