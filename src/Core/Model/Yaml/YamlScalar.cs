namespace Mesh.Core.Model.Yaml;

/// <summary>A single value, as text.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Tag">Its tag; empty where it has none.</param>
/// <param name="Text">The text, without quotes.</param>
/// <param name="IsPlain">True when it is neither in quotes nor a block, and so may be a number, a truth value or null.</param>
public sealed record YamlScalar(YamlPlace At, string Tag, string Text, bool IsPlain) : YamlNode(At, Tag)
{
    /// <summary>True for nothing at all, <c>~</c> and <c>null</c>.</summary>
    public bool IsNull => IsPlain && Text is ("" or "~" or "null");
}
