using Mesh.Core.Configuration.Loading;
using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Diagnosis.Signatures;

/// <summary>Reads a file of signatures, and tells everything that is wrong with it at once.</summary>
internal sealed class SignatureReader
{
    private static readonly YamlRules Rules = new(Deepest: 12, Largest: 200_000);

    private readonly Problems problems = new("the signatures", "docs/diagnosis.md describes their form");
    private readonly string file;
    private readonly SignatureBook? below;
    private readonly bool trusted;

    private SignatureReader(string file, SignatureBook? below, bool trusted) => (this.file, this.below, this.trusted) = (file, below, trusted);

    /// <summary>The signatures in a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">Its file as errors name it.</param>
    /// <param name="below">The signatures that it adds to or replaces; null for one that stands alone.</param>
    /// <param name="trusted">True for a file that comes with the program: its expressions are not tried.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> with file:line:column of everything that is wrong.</exception>
    public static IReadOnlyList<Signature> Read(string text, string file, SignatureBook? below = null, bool trusted = false) => new SignatureReader(file, below, trusted).Read(text);

    private List<Signature> Read(string text)
    {
        var root = new SignatureSection(
            Section.Parse(text, file, Rules, "Write one list of signatures into it, or take it out of diagnosis.signatures", "docs/diagnosis.md describes the form of a signature"),
            file, problems, trusted, "signatures");
        if (!root.Has("signatures"))
        {
            root.Wrong(root.Start, "'signatures' is missing");
        }

        var found = root.Rows("signatures", "id", "code", "title", "component", "places", "pattern", "sample", "severity", "weak", "standing", "over", "versions", "causes", "source").Select(Read).OfType<Signature>().ToList();
        problems.ThrowIfAny();
        return found;
    }

    private Signature? Read(SignatureSection section)
    {
        var (id, code, title, component) = (section.Id("id"), section.Code("code"), section.Text("title"), section.Text("component"));
        var (places, pattern, sample, sources) = (section.Places("places"), section.Pattern("pattern"), section.Text("sample"), section.Texts("source", required: true));
        var (severity, weak, standing, versions) = (section.Choice("severity", Severity.Error), section.Flag("weak"), section.Choice("standing", Standing.Cause), section.Text("versions", required: false));
        var causes = Causes(section);
        if (!trusted && pattern is not null && sample is not null && pattern.Find(sample) is null)
        {
            section.Wrong("sample", "the pattern does not match the sample");
        }

        if (!trusted && pattern is not null)
        {
            foreach (var word in causes.SelectMany(cause => cause.Check?.Arguments.Values.Values.SelectMany(texts => texts) ?? []).SelectMany(CheckScope.Words).Where(word => !pattern.Groups.Contains(word) && !CheckScope.Variables.Contains(word)).Distinct())
            {
                section.Wrong("causes", $"there is no word {{{word}}}: it is neither a named group of the pattern nor one of {string.Join(", ", CheckScope.Variables)}");
            }
        }

        if (code is not null && below?.All.FirstOrDefault(other => other.Code == code && other.Id != id) is { } taken)
        {
            section.Wrong("code", $"{code} is the code of {taken.Id}; a code is never given a second meaning");
        }

        return id is null || code is null || title is null || component is null || pattern is null || sample is null ? null : new Signature
        {
            Id = id, Code = code, Title = title, Component = component, Places = places, Pattern = pattern, Sample = sample, Severity = severity, Weak = weak, Standing = standing,
            Over = [.. section.Texts("over", required: false).Select(other => other.Text)], Versions = versions, Causes = causes, Sources = [.. sources.Select(source => source.Text)],
        };
    }

    private static List<SignatureCause> Causes(SignatureSection section)
    {
        var causes = new List<SignatureCause>();
        foreach (var row in section.Rows("causes", "cause", "look", "check", "proves", "remedy"))
        {
            causes.Add(new SignatureCause(row.Text("cause") ?? "", row.Text("look") ?? "", row.Check("check"), row.Text("remedy") ?? "", row.Flag("proves", otherwise: true)));
        }

        if (causes.Count == 0 && section.Node("causes") is null or YamlList { Items.Count: 0 })
        {
            section.Wrong("causes", "'causes' is a list of at least one cause with its remedy");
        }

        return causes;
    }
}
