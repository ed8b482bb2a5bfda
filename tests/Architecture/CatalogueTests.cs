using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Findings;

namespace Mesh.Architecture.Tests;

/// <summary>Each kind of finding has a page of its own that says the same as the program.</summary>
public sealed class CatalogueTests
{
    [TestCaseSource(typeof(Catalogue), nameof(Catalogue.All))]
    public void A_kind_of_finding_has_its_page(FindingKind kind)
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "findings", $"{kind.Code}.md"));
        Assert.Multiple(() =>
        {
            Assert.That(page, Does.StartWith($"# {kind.Code}: {kind.Title}"));
            Assert.That(page, Does.Contain(kind.Cause));
            Assert.That(page, Does.Contain(kind.Remedy));
        });
    }

    [Test]
    public void A_page_has_its_kind_of_finding() =>
        Assert.That(Directory.GetFiles(Repository.PathOf("docs", "findings"), "*.md").Select(Path.GetFileNameWithoutExtension), Is.EquivalentTo(Catalogue.All.Select(kind => kind.Code).Concat(SignatureBooks.BuiltIn.All.Select(signature => signature.Code))));
}
