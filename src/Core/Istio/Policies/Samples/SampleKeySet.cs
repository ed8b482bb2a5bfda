namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>The keys that a map of the file may have.</summary>
/// <param name="keys">The keys, in the order in which they are shown.</param>
internal sealed class SampleKeySet(IReadOnlyList<SampleKey> keys)
{
    private readonly Dictionary<string, SampleKey> byName = keys.ToDictionary(key => key.Name, StringComparer.Ordinal);

    /// <summary>All of them.</summary>
    public IReadOnlyList<SampleKey> All => keys;

    /// <summary>Those that have to be there.</summary>
    public IReadOnlyList<SampleKey> Required { get; } = [.. keys.Where(key => key.Required)];

    /// <summary>A key by its name; null when there is none.</summary>
    /// <param name="name">The name.</param>
    public SampleKey? this[string name] => byName.GetValueOrDefault(name);
}
