using Mesh.Core.Istio.Policies.Samples;
using Mesh.Core.Tests.Configuration;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>Schema and tables say what the reader takes.</summary>
public sealed class SampleDocumentationTests
{
    private const string Page = "docs/policy-tests.md";

    [Test]
    public void The_committed_schema_is_what_the_keys_say() => Committed.AssertIs("pipelines/policy-tests.schema.json", SampleSchema.Generate());

    [Test]
    public void The_tables_of_keys_are_what_the_keys_say()
    {
        var page = Committed.Read(Page);
        Committed.AssertIs(Page, With(With(page, "keys of a test", SampleKeys.OfSample.All), "keys of a request", SampleKeys.OfRequest.All));
    }

    [Test]
    public void The_example_of_the_page_is_read()
    {
        var example = Committed.Read(Page).Split("```yaml\n")[1].Split("```")[0];
        var problems = new Core.Configuration.Loading.Problems();
        Assert.That(SampleFile.Parse(example, "example.yaml", problems), Has.Count.EqualTo(2));
        problems.ThrowIfAny();
    }

    // From the mark to the next empty line but one stands the table.
    private static string With(string page, string mark, IReadOnlyList<SampleKey> keys)
    {
        var begin = page.IndexOf($"<!-- {mark} -->\n", StringComparison.Ordinal);
        Assert.That(begin, Is.GreaterThan(0), mark);
        var rest = page[(begin + mark.Length + 10)..].TrimStart('\n');
        var after = rest.StartsWith('|') ? rest[(rest.IndexOf("\n\n", StringComparison.Ordinal) + 2)..] : rest;
        var rows = keys.Select(key => $"| `{key.Name}`{(key.Required ? ", required" : "")} | {key.Summary.TrimEnd('.')}{(key.Choices.Count > 0 ? $": `{string.Join("` or `", key.Choices)}`" : "")}{(key.IsHttp ? "; HTTP alone" : "")} |");
        return $"{page[..begin]}<!-- {mark} -->\n\n| key | what it says |\n|---|---|\n{string.Join('\n', rows)}\n\n{after}";
    }
}
