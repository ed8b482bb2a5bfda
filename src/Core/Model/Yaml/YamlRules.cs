namespace Mesh.Core.Model.Yaml;

/// <summary>What a kind of file may hold.</summary>
/// <param name="Deepest">How deep values may be nested; the reader and all who walk its nodes are recursive, so at most some hundreds.</param>
/// <param name="Largest">How many values a document may hold with aliases written out: a few lines of aliases of aliases can ask for billions. Null for those who never write them out.</param>
public sealed record YamlRules(int Deepest, long? Largest)
{
    /// <summary>Whether a key may be <c>&lt;&lt;</c>. The reader only lets it pass; whoever makes something of the nodes does the merging.</summary>
    public bool MergeKeys { get; init; }

    /// <summary>Whether a map may have a key twice. The reader only lets it pass.</summary>
    public bool RepeatedKeys { get; init; }
}
