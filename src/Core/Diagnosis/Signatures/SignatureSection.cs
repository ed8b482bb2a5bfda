using System.Text.RegularExpressions;
using Mesh.Core.Configuration.Loading;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Diagnosis.Signatures;

/// <summary>A map of a file of signatures: its places, patterns, choices and checks.</summary>
/// <param name="node">The map.</param>
/// <param name="file">The file as errors name it.</param>
/// <param name="problems">Where problems are noted.</param>
/// <param name="trusted">True for a file that comes with the program, whose expressions need not be tried.</param>
/// <param name="known">The keys it may have.</param>
internal sealed class SignatureSection(YamlNode node, string file, Problems problems, bool trusted, params string[] known) : Section(node, file, problems, known)
{
    // A name is part of a file name and of a heading, a code part of a page's address.
    private static readonly Regex IdForm = new("^[a-z0-9]+(-[a-z0-9]+)*$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    private static readonly Regex CodeForm = new("^[A-Z]{2,8}[0-9]{2,5}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);

    public IEnumerable<SignatureSection> Rows(string key, params string[] known) => Rows(key, row => new SignatureSection(row, File, Problems, trusted, known), known[0]);

    public string? Id(string key) => Text(key) is not { } text || IdForm.IsMatch(text) ? Text(key, required: false) : Wrong<string>(Node(key)!.At, $"'{key}' is a name of small letters, digits and single dashes, not {Problems.Quote(text)}");

    public string? Code(string key) => Text(key) is not { } text || CodeForm.IsMatch(text) ? Text(key, required: false) : Wrong<string>(Node(key)!.At, $"'{key}' is capital letters and a number such as OUR001, not {Problems.Quote(text)}");

    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum
    {
        if (Text(key, required: false) is not { } text)
        {
            return otherwise;
        }

        var found = Enum.GetValues<T>().Where(value => string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase)).ToList();
        return found is [var value] ? value
            : Wrong<T>(Node(key)!.At, $"'{key}' is {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}, not {Problems.Quote(text)}");
    }

    public bool Flag(string key, bool otherwise = false)
    {
        var text = Text(key, required: false);
        if (text is not (null or "true" or "false"))
        {
            Wrong(key, $"'{key}' is true or false, not {Problems.Quote(text)}");
        }

        return text is null ? otherwise : text == "true";
    }

    public IReadOnlyList<SymptomPlace> Places(string key)
    {
        var places = new List<SymptomPlace>();
        foreach (var item in Texts(key, required: true))
        {
            if (Enum.GetNames<SymptomPlace>().Contains(item.Text)
                && Enum.TryParse<SymptomPlace>(item.Text, out var place))
            {
                places.Add(place);
            }
            else
            {
                Problems.Add(Place.InFile(File, item.At.Line, item.At.Column), () => $"there is no place {Problems.Quote(item.Text)}; {Problems.Suggest(item.Text, Enum.GetNames<SymptomPlace>())}");
            }
        }

        return places;
    }

    public SignaturePattern? Pattern(string key) => Text(key) is { } text && Fits(Node(key)!.At, key, text) ? new SignaturePattern(text) : null;

    public CheckCall? Check(string key)
    {
        if (Node(key) is not { } node)
        {
            return null;
        }

        if (node is not YamlMap { Entries: [var (name, given)] })
        {
            return Wrong<CheckCall>(node.At, $"'{key}' is one check with its arguments, such as {{ object: {{ kind: Service, name: istiod, is: absent }} }}");
        }

        if (CauseChecks.Find(name.Text) is not { } check)
        {
            return Wrong<CheckCall>(name.At, $"there is no check {Problems.Quote(name.Text)}; {Problems.Suggest(name.Text, [.. CauseChecks.Names])}");
        }

        var parameters = check.Parameters.Select(parameter => parameter.TrimEnd('?')).ToArray();
        // The first argument may stand alone.
        var alone = given is YamlScalar { IsNull: false } && parameters.Length > 0;
        var arguments = new SignatureSection(alone ? new YamlMap(given.At, "", [new YamlEntry(name with { Text = parameters[0] }, given)]) : given is YamlScalar { IsNull: true } ? new YamlMap(given.At, "", []) : given, File, Problems, trusted, parameters);
        var values = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var parameter in check.Parameters)
        {
            var argument = parameter.TrimEnd('?');
            var texts = arguments.Texts(argument, required: !parameter.EndsWith('?'));
            if (texts.Count > 0)
            {
                values[argument] = [.. texts.Select(text => text.Text)];
                arguments.Judge(argument, texts);
            }
        }

        return new CheckCall(check.Name, new CheckArguments(values));
    }

    private void Judge(string argument, IReadOnlyList<YamlScalar> texts)
    {
        foreach (var text in texts)
        {
            if (argument == "matches")
            {
                Fits(text.At, argument, text.Text);
            }
            else if (argument == "selector" && !LabelSelector.TryParse(text.Text, out _, out var malformed))
            {
                Wrong(text.At, $"'{argument}' is a label selector, and {Problems.Quote(malformed)} is no condition");
            }
        }
    }

    // Making an expression takes a while, and those that come with the program are known to be some.
    private bool Fits(YamlPlace at, string key, string pattern)
    {
        if (trusted)
        {
            return true;
        }

        try
        {
            SignaturePattern.Make(pattern);
            return true;
        }
        catch (ArgumentException exception)
        {
            Wrong(at, $"'{key}' is no regular expression: {Problems.Shorten(exception.Message)}");
            return false;
        }
    }
}
