using Mesh.Core.Configuration.Loading;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>A map of a table, of which every key is known. What is wrong is noted with its place, and reading goes on.</summary>
internal sealed class TableSection
{
    private readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);
    private readonly string file;
    private readonly Problems problems;
    private readonly YamlPlace start;

    public TableSection(YamlNode node, string file, Problems problems, params string[] known)
    {
        (this.file, this.problems, start) = (file, problems, node.At);
        if (node is not YamlMap map)
        {
            Wrong(node.At, "a map of keys and values is expected here");
            return;
        }

        foreach (var (key, value) in map.Entries)
        {
            if (!known.Contains(key.Text))
            {
                problems.Add(At(key.At), () => $"there is no key {Problems.Quote(key.Text)} here; {Problems.Suggest(key.Text, known)}");
            }

            values[key.Text] = value;
        }
    }

    public bool Has(string key) => values.ContainsKey(key);

    public string? Text(string key, bool required = true) => values.GetValueOrDefault(key) switch
    {
        null when required => Wrong<string>(start, $"'{key}' is missing"),
        null => null,
        YamlScalar { IsNull: false, Text: var text } when !string.IsNullOrWhiteSpace(text) => text,
        var other => Wrong<string>(other.At, $"'{key}' is a text that is not blank"),
    };

    public DateOnly? Day(string key, bool required = true) =>
        Text(key, required) is not { } text ? null : SupportEnd.Day(text) is { } day ? day : Wrong<DateOnly?>(values[key].At, $"'{key}' is a day such as 2026-10-12, not {Problems.Quote(text)}");

    public SupportEnd? End(string key, string kindKey)
    {
        var (text, kindText) = (Text(key), Text(kindKey));
        EndKind? kind = kindText switch { "expected" => EndKind.Expected, "announced" => EndKind.Announced, "final" => EndKind.Final, _ => null };
        if (kindText is not null && kind is null)
        {
            Wrong(kindKey, $"'{kindKey}' is expected, announced or final, not {Problems.Quote(kindText)}");
        }

        return text is null ? null : SupportEnd.Of(text, kind ?? EndKind.Expected) ?? Wrong<SupportEnd>(values[key].At, $"'{key}' is a day such as 2026-10-12 or a month such as 2026-11, not {Problems.Quote(text)}");
    }

    public MinorVersion? Version(string key, bool required = true) => Text(key, required) is { } text ? Version(values[key].At, key, text) : null;

    public IReadOnlyList<MinorVersion> Versions(string key, bool required)
    {
        if (values.GetValueOrDefault(key) is not { } node)
        {
            if (required)
            {
                Wrong(start, $"'{key}' is missing");
            }

            return [];
        }

        if (node is not YamlList list || (required && list.Items.Count == 0))
        {
            Wrong(node.At, $"'{key}' is a list of versions such as [1.33, 1.34]");
            return [];
        }

        var versions = list.Items.Select(item => Version(item.At, key, (item as YamlScalar)?.Text ?? "")).OfType<MinorVersion>().ToList();
        foreach (var twice in versions.GroupBy(version => version).Where(group => group.Count() > 1))
        {
            Wrong(node.At, $"'{key}' names {twice.Key} twice");
        }

        return [.. versions.Order()];
    }

    public TableSource? Source(string key, IReadOnlyDictionary<string, TableSource> known) => Text(key) is not { } name ? null
        : known.GetValueOrDefault(name) ?? Wrong<TableSource>(values[key].At, $"no source is called {Problems.Quote(name)}; {Problems.Suggest(name, [.. known.Keys])}");

    /// <summary>The rows under a key; none when it is absent. No two have the same first key.</summary>
    public IEnumerable<TableSection> Rows(string key, params string[] known)
    {
        if (values.GetValueOrDefault(key) is not { } node)
        {
            return [];
        }

        if (node is not YamlList list)
        {
            Wrong(node.At, $"'{key}' is a list of rows");
            return [];
        }

        var rows = list.Items.Select(item => new TableSection(item, file, problems, known)).ToList();
        foreach (var twice in rows.Where(row => row.values.ContainsKey(known[0])).GroupBy(row => (row.values[known[0]] as YamlScalar)?.Text).Where(group => group.Key is not null && group.Count() > 1))
        {
            twice.Last().Wrong(known[0], $"'{key}' has two rows for {Problems.Quote(twice.Key!)}");
        }

        return rows;
    }

    public void Wrong(string key, string what) => Wrong(values.GetValueOrDefault(key)?.At ?? start, what);

    // A table speaks of minor versions; a patch level here is a mistake that would go unnoticed.
    private MinorVersion? Version(YamlPlace at, string key, string text) =>
        text.Length < 12 && text.Split('.').Length == 2 && text.All(letter => char.IsAsciiDigit(letter) || letter == '.') && MinorVersion.Of(text) is { } version
            ? version
            : Wrong<MinorVersion?>(at, $"'{key}' is a minor version such as 1.29, not {Problems.Quote(text)}");

    private T? Wrong<T>(YamlPlace at, string what)
    {
        Wrong(at, what);
        return default;
    }

    private void Wrong(YamlPlace at, string what) => problems.Add(At(at), what);

    private Place At(YamlPlace at) => Place.InFile(file, at.Line, at.Column);
}
