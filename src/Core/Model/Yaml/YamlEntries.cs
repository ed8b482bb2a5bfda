namespace Mesh.Core.Model.Yaml;

/// <summary>The entries of a map that is being read.</summary>
/// <param name="rules">Whether a key may be there twice.</param>
internal sealed class YamlEntries(YamlRules rules)
{
    // Up to here looking through is faster than a set.
    private const int Few = 16;
    private HashSet<string>? many;

    /// <summary>The entries, in their order.</summary>
    public List<YamlEntry> All { get; } = [];

    /// <summary>Adds one; false when its key is there already and may not be.</summary>
    /// <param name="entry">The entry.</param>
    public bool TryAdd(YamlEntry entry)
    {
        if (!rules.RepeatedKeys && IsThere(entry.Key.Text))
        {
            return false;
        }

        All.Add(entry);
        return true;
    }

    private bool IsThere(string key)
    {
        if (All.Count < Few)
        {
            foreach (var entry in All)
            {
                if (entry.Key.Text == key)
                {
                    return true;
                }
            }

            return false;
        }

        many ??= [.. All.Select(entry => entry.Key.Text)];
        return !many.Add(key);
    }
}
