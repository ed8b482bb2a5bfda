namespace Mesh.Core.Model.Yaml;

/// <summary>A list.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Tag">Its tag; empty where it has none.</param>
/// <param name="Items">Its items.</param>
public sealed record YamlList(YamlPlace At, string Tag, IReadOnlyList<YamlNode> Items) : YamlNode(At, Tag)
{
    /// <inheritdoc/>
    public override long Size { get; } = SizeOf(Items);

    // Made for every list of every file.
    private static long SizeOf(IReadOnlyList<YamlNode> items)
    {
        var size = 1L;
        for (var index = 0; index < items.Count; index++)
        {
            size = Add(size, items[index].Size);
        }

        return size;
    }
}
