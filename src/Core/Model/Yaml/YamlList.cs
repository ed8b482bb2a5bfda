namespace Mesh.Core.Model.Yaml;

/// <summary>A list.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Tag">Its tag; empty where it has none.</param>
/// <param name="Items">Its items.</param>
public sealed record YamlList(YamlPlace At, string Tag, IReadOnlyList<YamlNode> Items) : YamlNode(At, Tag)
{
    /// <inheritdoc/>
    public override long Size { get; } = Items.Aggregate(1L, (size, item) => Add(size, item.Size));
}
