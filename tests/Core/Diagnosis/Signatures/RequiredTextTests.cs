using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Diagnosis.Signatures;

namespace Mesh.Core.Tests.Diagnosis.Signatures;

/// <summary>Which plain text a regular expression needs.</summary>
public sealed class RequiredTextTests
{
    private static readonly (string Expression, string Match)[] Parts =
        [("abc", "abc"), ("d+", "dd"), ("(?:ef|ghi)", "ghi"), ("(?:jkl)?", ""), (@"\d{2}", "42"), ("[mno]", "n"), ("pqr*", "pq"), (@"\.s", ".s"), ("(?:tuv|wxyz)+", "tuvwxyz"), ("^", "")];

    [TestCase("exec format error", "exec format error")]
    [TestCase("(?i)Too ?Many", "Many")]
    [TestCase("abc|defg", "abc,defg")]
    [TestCase("abc|d", "")]
    [TestCase("(?:abc|defg) and more", " and more")]
    [TestCase("x(?:abcd|efgh)y", "abcd,efgh")]
    [TestCase("(?:abc)?def", "def")]
    [TestCase("(?:abc){0,3}", "")]
    [TestCase("(?<name>abc)+", "abc")]
    [TestCase("abcd*", "abc")]
    [TestCase("abcd+e", "abcd")]
    [TestCase(@"a\.b\{c", "a.b{c")]
    [TestCase(@"abc\d+defg", "defg")]
    [TestCase("[abc]def[^]]ghij", "ghij")]
    [TestCase("(?=abcdef)xyz", "xyz")]
    [TestCase("(?<!abcdef)xyz", "xyz")]
    [TestCase("^abc$", "abc")]
    [TestCase("a.c", "")]
    [TestCase("", "")]
    [TestCase("(", "")]
    [TestCase(")abc", "")]
    [TestCase(@"abc\", "")]
    [TestCase(@"\x41bcd", "")]
    [TestCase("(?#note)abc", "abc")]
    public void It_is_what_stands_outside_of_all_choices(string pattern, string expected) =>
        Assert.That(string.Join(',', RequiredText.Of(pattern)), Is.EqualTo(expected));

    // An expression of parts whose matches are known: the text that is built beside it is one of its matches.
    [FsCheck.NUnit.Property(MaxTest = 500)]
    public Property Whatever_an_expression_is_made_of_what_it_matches_has_its_text() => Prop.ForAll(Gen.Choose(0, Parts.Length - 1).ArrayOf().ToArbitrary(), chosen =>
    {
        var required = RequiredText.Of(string.Concat(chosen.Select(part => Parts[part].Expression)));
        var text = string.Concat(chosen.Select(part => Parts[part].Match));
        return required.Count == 0 || required.Any(literal => text.Contains(literal, StringComparison.OrdinalIgnoreCase));
    });
}
