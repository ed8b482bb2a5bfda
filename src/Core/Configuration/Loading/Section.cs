using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Configuration.Loading;

/// <summary>A map of a data file, of which every key is known. What is wrong is noted with its place, and reading goes on.</summary>
internal class Section
{
    private readonly Dictionary<string, YamlNode> values = new(StringComparer.Ordinal);

    public Section(YamlNode node, string file, Problems problems, params string[] known)
    {
        (File, Problems, Start) = (file, problems, node.At);
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

    /// <summary>Where the map begins.</summary>
    public YamlPlace Start { get; }

    /// <summary>The file as errors name it.</summary>
    protected string File { get; }

    /// <summary>Where problems are noted.</summary>
    protected Problems Problems { get; }

    /// <summary>The one value of a text that holds one document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its file as errors name it.</param>
    /// <param name="rules">What it may hold.</param>
    /// <param name="many">What to do where it is empty or holds several documents; one sentence without a full stop.</param>
    /// <param name="help">Where the form of the file is described; one sentence without a full stop.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> with file:line.</exception>
    public static YamlNode Parse(string text, string file, YamlRules rules, string many, string help)
    {
        try
        {
            var documents = YamlReader.Read(text, file, rules);
            return documents is [var only] ? only.Root
                : throw new MeshException(ExitCode.MalformedInput, $"{file}:1: {(documents.Count == 0 ? "it is empty" : "it holds more than one document")}", many);
        }
        catch (YamlSyntaxException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{file}:{exception.At.Line}:{exception.At.Column}: {exception.Why}", $"Correct it; {help}", exception);
        }
    }

    public bool Has(string key) => values.ContainsKey(key);

    public YamlNode? Node(string key) => values.GetValueOrDefault(key);

    public string? Text(string key, bool required = true) => values.GetValueOrDefault(key) switch
    {
        null when required => Wrong<string>(Start, $"'{key}' is missing"),
        null => null,
        YamlScalar { IsNull: false, Text: var text } when !string.IsNullOrWhiteSpace(text) => text,
        var other => Wrong<string>(other.At, $"'{key}' is a text that is not blank"),
    };

    /// <summary>The texts under a key, which may be one text or a list of some; none when it is absent and need not be there.</summary>
    public IReadOnlyList<YamlScalar> Texts(string key, bool required)
    {
        var node = values.GetValueOrDefault(key);
        var items = node switch { null => [], YamlList list => list.Items, _ => [node] };
        var texts = items.OfType<YamlScalar>().Where(item => !item.IsNull && !string.IsNullOrWhiteSpace(item.Text)).ToList();
        if (node is null ? required : texts.Count != items.Count || (required && texts.Count == 0))
        {
            Wrong(node?.At ?? Start, node is null ? $"'{key}' is missing" : $"'{key}' is a text or a list of texts that are not blank");
        }

        return texts;
    }

    /// <summary>The items under a key, each a map; none when it is absent. No two have the same first key.</summary>
    protected IEnumerable<T> Rows<T>(string key, Func<YamlNode, T> make, string first)
        where T : Section
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

        var rows = list.Items.Select(make).ToList();
        foreach (var twice in rows.Where(row => row.Has(first)).GroupBy(row => (row.Node(first) as YamlScalar)?.Text).Where(group => group.Key is not null && group.Count() > 1))
        {
            twice.Last().Wrong(first, $"'{key}' has two rows for {Problems.Quote(twice.Key!)}");
        }

        return rows;
    }

    public void Wrong(string key, string what) => Wrong(values.GetValueOrDefault(key)?.At ?? Start, what);

    public void Wrong(YamlPlace at, string what) => Problems.Add(At(at), what);

    protected T? Wrong<T>(YamlPlace at, string what)
    {
        Wrong(at, what);
        return default;
    }

    private Place At(YamlPlace at) => Place.InFile(File, at.Line, at.Column);
}
