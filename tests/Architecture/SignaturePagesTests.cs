using Mesh.Core.Diagnosis.Checks;
using Mesh.Core.Diagnosis.Signatures;

namespace Mesh.Architecture.Tests;

/// <summary>The pages of signatures are made of the signatures, so that they cannot differ.</summary>
public sealed class SignaturePagesTests
{
    private const string Hint = "If the change is meant, run the tests once with MESH_TEST_ACCEPT=1 and review the pages.";
    private const string Begin = "<!-- signatures: written by the tests -->\n\n";
    private const string End = "\n<!-- end of signatures -->\n";

    [Test]
    public void Each_signature_has_its_page() => Assert.Multiple(() =>
    {
        foreach (var signature in SignatureBooks.BuiltIn.All)
        {
            var (path, page) = (Repository.PathOf("docs", "findings", $"{signature.Code}.md"), SignaturePage.Of(signature));
            if (Repository.Accepts)
            {
                File.WriteAllText(path, page);
            }

            Assert.That(File.Exists(path) ? File.ReadAllText(path) : "", Is.EqualTo(page), $"{signature}. {Hint}");
        }
    });

    [Test]
    public void The_list_of_signatures_is_whole()
    {
        var path = Repository.PathOf("docs", "diagnosis.md");
        var text = File.ReadAllText(path);
        var (start, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        var whole = text[..start] + SignaturePage.ListOf(SignatureBooks.BuiltIn.All) + text[end..];
        if (Repository.Accepts)
        {
            File.WriteAllText(path, text = whole);
        }

        Assert.That(text, Is.EqualTo(whole), Hint);
    }

    [Test]
    public void Each_check_and_its_arguments_are_described()
    {
        var text = File.ReadAllText(Repository.PathOf("docs", "diagnosis.md"));
        Assert.Multiple(() =>
        {
            foreach (var name in CauseChecks.Names)
            {
                var row = text.Split('\n').FirstOrDefault(line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal));
                Assert.That(row, Is.Not.Null, name);
                foreach (var parameter in CauseChecks.Find(name)!.Parameters)
                {
                    Assert.That(row, Does.Contain($"`{parameter.TrimEnd('?')}`"), $"{name}: {parameter}");
                }
            }
        });
    }
}
