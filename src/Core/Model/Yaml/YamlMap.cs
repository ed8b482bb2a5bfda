namespace Mesh.Core.Model.Yaml;

/// <summary>Keys with values.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Tag">Its tag; empty where it has none.</param>
/// <param name="Entries">Its entries, in their order; a key is there twice only where the rules let it be.</param>
public sealed record YamlMap(YamlPlace At, string Tag, IReadOnlyList<YamlEntry> Entries) : YamlNode(At, Tag)
{
    /// <inheritdoc/>
    public override long Size { get; } = SizeOf(Entries);

    // Made for every map of every file.
    private static long SizeOf(IReadOnlyList<YamlEntry> entries)
    {
        var size = 1L;
        for (var index = 0; index < entries.Count; index++)
        {
            size = Add(size, entries[index].Value.Size);
        }

        return size;
    }
}
