using Mesh.Core.Configuration.Loading;
using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Compatibility.Table;

/// <summary>Reads a table, and tells everything that is wrong with it at once.</summary>
internal sealed class TableReader
{
    private static readonly YamlRules Rules = new(Deepest: 8, Largest: 100_000);

    private readonly Problems problems = new("the table of versions", "docs/tasks/Mesh.CheckCompatibility.md describes its form");
    private readonly string file;
    private readonly Dictionary<string, TableSource> sources;

    private TableReader(string file, SupportTable? below)
    {
        this.file = file;
        sources = (below?.Sources ?? []).ToDictionary(source => source.Name, StringComparer.Ordinal);
    }

    /// <summary>The table in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its file as errors name it.</param>
    /// <param name="below">The table that this one adds to; null for a table that stands alone and has to say its day.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> with file:line:column of everything that is wrong.</exception>
    public static SupportTable Read(string text, string file, SupportTable? below = null) => new TableReader(file, below).Read(text, below);

    private SupportTable Read(string text, SupportTable? below)
    {
        var root = new TableSection(
            Section.Parse(text, file, Rules, "Write one table into it, or leave istio.supportTable out", "docs/tasks/Mesh.CheckCompatibility.md describes the form of the table"), file, problems, "asOf", "sources", "istio", "kubernetes", "eks");
        var asOf = root.Day("asOf", required: below is null);
        foreach (var section in root.Rows("sources", "name", "what", "address", "asOf"))
        {
            var source = new TableSource(section.Text("name") ?? "", section.Text("what") ?? "", section.Text("address", required: false), section.Day("asOf") ?? default);
            sources[source.Name] = source;
        }

        var istio = root.Rows("istio", "version", "released", "eol", "eolIs", "kubernetes", "tested", "istioctl", "source", "eolSource", "note").Select(IstioRow).OfType<IstioRow>().ToList();
        var eks = root.Rows("eks", "version", "standard", "extended", "source").Select(EksRow).OfType<EksRow>().ToList();
        var notes = new Dictionary<MinorVersion, string>();
        foreach (var section in root.Rows("kubernetes", "version", "note"))
        {
            if ((section.Version("version"), section.Text("note")) is ({ } version, { } note))
            {
                notes[version] = note;
            }
        }

        problems.ThrowIfAny();
        var table = new SupportTable(asOf ?? default, [.. sources.Values], [.. istio.OrderByDescending(row => row.Version)], [.. eks.OrderByDescending(row => row.Version)], notes);
        return below is null ? table : below.With(table, asOf);
    }

    private IstioRow? IstioRow(TableSection section)
    {
        var (version, released, end, kubernetes) = (section.Version("version"), section.Day("released"), section.End("eol", "eolIs"), section.Versions("kubernetes", required: true));
        var (tested, istioctl) = (section.Versions("tested", required: false), section.Version("istioctl", required: false));
        var source = section.Source("source", sources);
        var endSource = section.Has("eolSource") ? section.Source("eolSource", sources) : source;
        if (end?.Last < released)
        {
            section.Wrong("eol", "support ends before the release");
        }

        return version is { } known && released is { } day && end is not null && source is not null && endSource is not null
            ? new(known, day, end, kubernetes, tested, istioctl, source, endSource, section.Text("note", required: false))
            : null;
    }

    private EksRow? EksRow(TableSection section)
    {
        var (version, standard, extended, source) = (section.Version("version"), section.Day("standard"), section.Day("extended"), section.Source("source", sources));
        if (standard > extended)
        {
            section.Wrong("extended", "extended support ends before standard support does");
        }

        return version is { } known && standard is { } first && extended is { } last && source is not null ? new(known, first, last, source) : null;
    }
}
