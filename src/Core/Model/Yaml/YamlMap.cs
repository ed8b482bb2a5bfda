namespace Mesh.Core.Model.Yaml;

/// <summary>Keys with values.</summary>
/// <param name="At">Where it begins.</param>
/// <param name="Tag">Its tag; empty where it has none.</param>
/// <param name="Entries">Its entries, in their order; a key is there twice only where the rules let it be.</param>
public sealed record YamlMap(YamlPlace At, string Tag, IReadOnlyList<YamlEntry> Entries) : YamlNode(At, Tag)
{
    /// <inheritdoc/>
    public override long Size { get; } = Entries.Aggregate(1L, (size, entry) => Add(size, entry.Value.Size));
}
