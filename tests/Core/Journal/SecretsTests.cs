using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Journal;

public sealed class SecretsTests
{
    // Few letters, so that secrets meet and overlap.
    private static readonly Arbitrary<string> Texts = Gen.Elements('a', 'b').ArrayOf().Select(letters => new string(letters)).ToArbitrary();

    [TestCase("hunter2!", "user:hunter2!@host hunter2!", ExpectedResult = "user:***@host ***")]
    [TestCase("  padded  ", "[padded]", ExpectedResult = "[***]")]
    [TestCase("first\r\nsecond\n", "x second y first", ExpectedResult = "x *** y ***")]
    [TestCase("one-line\nab\nlast", "one-line\nab\nlast", ExpectedResult = "***")]
    [TestCase("abc", "abcabc", ExpectedResult = "abcabc", Description = "too short")]
    [TestCase("abc\nlonger", "abc longer", ExpectedResult = "abc ***", Description = "one line too short")]
    [TestCase("   ", "a   b", ExpectedResult = "a   b")]
    [TestCase(null, "null", ExpectedResult = "null")]
    [TestCase("Secret", "secret", ExpectedResult = "secret", Description = "another case is another text")]
    [TestCase("hunter2!", "aHVudGVyMiE=", ExpectedResult = "aHVudGVyMiE=", Description = "another form is another text")]
    [TestCase("****", "****", ExpectedResult = "***")]
    [TestCase("aaaa", "aaaaaa", ExpectedResult = "***", Description = "overlaps itself")]
    public string A_secret_is_masked(string? secret, string text)
    {
        var secrets = new Secrets();
        secrets.Add(secret);
        return secrets.Mask(text);
    }

    [TestCase("abcdefghi", "***")]
    [TestCase("abcdef+defghi", "***+***")]
    [TestCase("abcdefdefghi", "******")]
    [TestCase("xdefx", "xdefx")]
    public void Secrets_that_overlap_leave_no_rest(string text, string masked)
    {
        var secrets = new Secrets();
        secrets.Add("abcdef");
        secrets.Add("defghi");
        secrets.Add("cdef");
        Assert.That(secrets.Mask(text), Is.EqualTo(masked));
    }

    [FsCheck.NUnit.Property]
    public Property No_secret_is_left_and_none_is_invented() => Prop.ForAll(Texts, Texts, Texts, (one, other, text) =>
    {
        var secrets = new Secrets();
        secrets.Add(one);
        secrets.Add(other);
        var masked = secrets.Mask(text);
        var known = new[] { one, other }.Where(secret => secret.Length >= 4).ToList();
        return !known.Any(secret => masked.Contains(secret, StringComparison.Ordinal)) && masked.Contains('*') == known.Any(secret => text.Contains(secret, StringComparison.Ordinal));
    });
}
