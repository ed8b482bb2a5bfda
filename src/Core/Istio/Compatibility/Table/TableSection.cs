using Mesh.Core.Configuration.Loading;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>A map of a table: its days, ends, versions and sources.</summary>
internal sealed class TableSection(YamlNode node, string file, Problems problems, params string[] known) : Section(node, file, problems, known)
{
    public DateOnly? Day(string key, bool required = true) =>
        Text(key, required) is not { } text ? null : SupportEnd.Day(text) is { } day ? day : Wrong<DateOnly?>(Node(key)!.At, $"'{key}' is a day such as 2026-10-12, not {Problems.Quote(text)}");

    public SupportEnd? End(string key, string kindKey)
    {
        var (text, kindText) = (Text(key), Text(kindKey));
        EndKind? kind = kindText switch { "expected" => EndKind.Expected, "announced" => EndKind.Announced, "final" => EndKind.Final, _ => null };
        if (kindText is not null && kind is null)
        {
            Wrong(kindKey, $"'{kindKey}' is expected, announced or final, not {Problems.Quote(kindText)}");
        }

        return text is null ? null : SupportEnd.Of(text, kind ?? EndKind.Expected) ?? Wrong<SupportEnd>(Node(key)!.At, $"'{key}' is a day such as 2026-10-12 or a month such as 2026-11, not {Problems.Quote(text)}");
    }

    public MinorVersion? Version(string key, bool required = true) => Text(key, required) is { } text ? Version(Node(key)!.At, key, text) : null;

    public IReadOnlyList<MinorVersion> Versions(string key, bool required)
    {
        if (Node(key) is not { } node)
        {
            if (required)
            {
                Wrong(Start, $"'{key}' is missing");
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
        : known.GetValueOrDefault(name) ?? Wrong<TableSource>(Node(key)!.At, $"no source is called {Problems.Quote(name)}; {Problems.Suggest(name, [.. known.Keys])}");

    /// <summary>The rows under a key; none when it is absent. No two have the same first key.</summary>
    public IEnumerable<TableSection> Rows(string key, params string[] known) => Rows(key, row => new TableSection(row, File, Problems, known), known[0]);

    // A table speaks of minor versions; a patch level here is a mistake that would go unnoticed.
    private MinorVersion? Version(YamlPlace at, string key, string text) =>
        text.Length < 12 && text.Split('.').Length == 2 && text.All(letter => char.IsAsciiDigit(letter) || letter == '.') && MinorVersion.Of(text) is { } version
            ? version
            : Wrong<MinorVersion?>(at, $"'{key}' is a minor version such as 1.29, not {Problems.Quote(text)}");
}
