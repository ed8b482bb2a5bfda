using Mesh.Core.Configuration.Loading;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Policies.Samples;

/// <summary>A map of a sample with its keys checked: unknown ones, missing ones and values of the wrong type are told, and then read as if they were not there.</summary>
internal sealed class SampleMap
{
    private static readonly IReadOnlyDictionary<string, string> NoTexts = new Dictionary<string, string>();
    private readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);
    private readonly string file;
    private readonly Problems problems;

    /// <param name="map">The map.</param>
    /// <param name="keys">The keys there are.</param>
    /// <param name="what">What it is, in a sentence.</param>
    /// <param name="file">The file.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public SampleMap(YamlMap map, SampleKeySet keys, string what, string file, Problems problems)
    {
        (At, this.file, this.problems) = (map.At, file, problems);
        foreach (var entry in map.Entries)
        {
            if (keys[entry.Key.Text] is not { } key)
            {
                Unknown(entry.Key, keys, what);
            }
            else if (Fault(key, entry.Value) is { } fault)
            {
                problems.Add(PlaceOf(entry.Value.At), $"{key.Name} must be {fault}");
            }
            else
            {
                values[key.Name] = entry.Value;
            }
        }

        foreach (var required in keys.Required)
        {
            // One that is there with a wrong value is told as that.
            if (!values.ContainsKey(required.Name) && !map.Entries.Any(entry => entry.Key.Text == required.Name))
            {
                problems.Add(PlaceOf(map.At), $"{what} lacks '{required.Name}'");
            }
        }
    }

    /// <summary>Where it begins.</summary>
    public YamlPlace At { get; }

    /// <summary>The node of a key; null where there is none that fits.</summary>
    /// <param name="key">The key.</param>
    public YamlNode? this[string key] => values.GetValueOrDefault(key);

    /// <summary>The text of a key; null where there is none.</summary>
    /// <param name="key">The key.</param>
    public string? Text(string key) => (this[key] as YamlScalar)?.Text;

    /// <summary>The address of a key; null where there is none.</summary>
    /// <param name="key">The key.</param>
    public AddressRange? Address(string key) => AddressRange.One(Text(key));

    /// <summary>The texts of a key by name.</summary>
    /// <param name="key">The key.</param>
    /// <param name="comparer">How names are compared.</param>
    public IReadOnlyDictionary<string, string> Texts(string key, StringComparer comparer)
    {
        if (this[key] is not YamlMap map)
        {
            return NoTexts;
        }

        var texts = new Dictionary<string, string>(map.Entries.Count, comparer);
        foreach (var entry in map.Entries)
        {
            texts[entry.Key.Text] = ((YamlScalar)entry.Value).Text;
        }

        return texts;
    }

    /// <summary>The texts of a list.</summary>
    /// <param name="key">The key.</param>
    public IReadOnlyList<string> List(string key) => [.. (this[key] as YamlList)?.Items.Select(item => ((YamlScalar)item).Text) ?? []];

    /// <summary>Something is wrong with a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="text">What.</param>
    public void Wrong(string key, string text) => problems.Add(PlaceOf(this[key]?.At ?? At), text);

    private void Unknown(YamlScalar key, SampleKeySet keys, string what) =>
        problems.Add(PlaceOf(key.At), () => $"unknown key {Problems.Quote(key.Text)} in {what}; {Problems.Suggest(key.Text, [.. keys.All.Select(known => known.Name)])}");

    private static string? Fault(SampleKey key, YamlNode node) => (key.Value, node) switch
    {
        (SampleValue.Request, YamlMap) => null,
        (SampleValue.Texts, YamlMap map) => map.Entries.All(entry => IsText(entry.Value)) ? null : "keys with texts",
        (SampleValue.Claims, YamlMap) => null,
        (SampleValue.List, YamlList list) => list.Items.All(IsText) ? null : "a list of texts",
        (SampleValue.Texts or SampleValue.Claims or SampleValue.Request, _) => "keys with values",
        (SampleValue.List, _) => "a list, also when it is one item",
        (_, not YamlScalar) or (_, YamlScalar { IsNull: true }) or (_, YamlScalar { Text.Length: 0 }) => "text that is not empty",
        (SampleValue.Port, YamlScalar { Text: var text }) => Reading.ValueCheck.Port(text) is null ? $"a number from 0 to 65535; found {Problems.Quote(text)}" : null,
        (SampleValue.Address, YamlScalar { Text: var text }) => AddressRange.One(text) is null ? $"one IPv4 or IPv6 address; found {Problems.Quote(text)}" : null,
        (_, YamlScalar { Text: var text }) => key.Choices.Count == 0 || key.Choices.Contains(text) ? null : $"{string.Join(" or ", key.Choices)}; found {Problems.Quote(text)}",
    };

    private static bool IsText(YamlNode node) => node is YamlScalar { IsNull: false };

    private Place PlaceOf(YamlPlace at) => Place.InFile(file, at.Line, at.Column);
}
