using Mesh.Core.Diagnosis.Signatures;

namespace Mesh.Core.Tests.Diagnosis.Signatures;

/// <summary>Which plain text a regular expression needs.</summary>
public sealed class RequiredTextTests
{
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

    [FsCheck.NUnit.Property(MaxTest = 500)]
    public bool Whatever_an_expression_is_made_of_what_it_matches_has_its_text(byte[] seed)
    {
        // An expression of parts whose matches are known: the text that is built beside it is one.
        string[] expressions = ["abc", "d+", "(?:ef|ghi)", "(?<n>jkl)?", @"\d{2}", "[mno]", "pqr*", @"\.s"];
        string[] matches = ["abc", "dd", "ghi", "", "42", "n", "pq", ".s"];
        var parts = seed.Select(value => value % expressions.Length).ToList();
        var (pattern, text) = (string.Concat(parts.Select(part => expressions[part].Replace("(?<n>", "(?:", StringComparison.Ordinal))), string.Concat(parts.Select(part => matches[part])));
        var required = RequiredText.Of(pattern);
        return required.Count == 0 || required.Any(literal => text.Contains(literal, StringComparison.OrdinalIgnoreCase));
    }
}
