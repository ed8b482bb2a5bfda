using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Diagnosis.Tctl.Reading;

/// <summary>A map in tctl's file, whose keys are known in each spelling.</summary>
/// <param name="map">The map.</param>
internal sealed class TctlNode(YamlMap map)
{
    /// <summary>Its line, from 1.</summary>
    public int Line => (int)Math.Min(map.At.Line, int.MaxValue);

    /// <summary>The text under the first of these keys that has one; null where none has.</summary>
    /// <param name="keys">In small letters, without dashes and underscores.</param>
    public string? Text(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Find(key) is YamlScalar { IsNull: false, Text.Length: > 0 } scalar)
            {
                return scalar.Text;
            }
        }

        return null;
    }

    /// <summary>The named maps under the first of these keys that is there; null where none is.</summary>
    /// <param name="keys">As for <see cref="Text"/>.</param>
    public IReadOnlyDictionary<string, TctlNode>? Section(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Find(key) is { } found)
            {
                return Named(found).GroupBy(one => one.Name).ToDictionary(group => group.Key, group => group.First().Node, StringComparer.Ordinal);
            }
        }

        return null;
    }

    private static IEnumerable<(string Name, TctlNode Node)> Named(YamlNode section) => section switch
    {
        YamlMap byName => byName.Entries.Select(entry => (Printable.OneLine(entry.Key.Text), new TctlNode(entry.Value as YamlMap ?? new YamlMap(entry.Key.At, "", [])))),
        YamlList list => list.Items.OfType<YamlMap>().Select(item => new TctlNode(item)).Where(item => item.Text("name") is not null).Select(item => (Printable.OneLine(item.Text("name")!), item.Inner())),
        _ => [],
    };

    // As in a kubeconfig, where an entry of clusters is a name beside a cluster.
    private TctlNode Inner() => map.Entries.Select(entry => entry.Value).OfType<YamlMap>().ToList() is [var only] ? new TctlNode(only) : this;

    private YamlNode? Find(string key) => map.Entries.FirstOrDefault(entry => Plain(entry.Key.Text) == key)?.Value;

    private static string Plain(string key) => key.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
}
