using System.Text.RegularExpressions;

namespace Mesh.Core.Diagnosis.Scrubbing;

/// <summary>Takes out what stands behind the name of a secret: <c>password=x</c>, <c>"token": "x"</c>, <c>--client-secret x</c>, <c>password: x</c>.</summary>
internal static partial class NamedValues
{
    private const string Name = @"(?<![A-Za-z0-9_.-])(?<name>[A-Za-z0-9_.-]{0,80}?(?:pass|pwd|secret|token|key|cred|auth|cookie|jwt|dsn|connection)[A-Za-z0-9_.-]{0,80})";

    // Behind the dashes of a flag, which are letters of a name as well.
    private const string Bare = @"(?<name>[A-Za-z0-9][A-Za-z0-9_.-]{0,80}?(?:pass|pwd|secret|token|key|cred|auth|cookie|jwt|dsn|connection)[A-Za-z0-9_.-]{0,80}|(?:pass|pwd|secret|token|cred|auth|cookie|jwt)[A-Za-z0-9_.-]{0,80})";

    public static string Replace(string text)
    {
        text = Assigned().Replace(text, Masked);
        text = Flag().Replace(text, Masked);
        return Line().Replace(text, Masked);
    }

    private static string Masked(Match match)
    {
        var value = match.Groups["value"].Value;
        return !SecretNames.Is(match.Groups["name"].Value) || SaysNothing(value) || (match.Groups["prose"].Success && !LooksMade(value))
            ? match.Value
            : $"{match.Groups["start"].Value}{match.Groups["quote"].Value}{Scrubber.Mask}{match.Groups["quote"].Value}";
    }

    // What is no secret whatever its name: a switch, nothing, a reference that is filled in elsewhere.
    private static bool SaysNothing(string value) => value is "" or "true" or "false" or "null" or "nil" or "none" or "None" or "<nil>" or "[]" or "{}" or "{" or "[" or "|" or "|-" or ">" || Reference().IsMatch(value);

    // Behind a colon in a sentence a value and an English word look alike; a secret has a digit in it, or is long.
    private static bool LooksMade(string value) => value.Length >= 6 && !Harmless().IsMatch(value) && (value.Any(char.IsAsciiDigit) || value.Length >= 24);

    // With an equals sign, or in quotes as JSON has it, escaped or not.
    [GeneratedRegex(@"(?<start>(?:\\*[""'])?" + Name + @"(?:\\*[""'])?\s{0,4}(?:=>|:=|=|:(?=\s{0,4}\\*[""']))\s{0,4})(?:(?<quote>\\*[""'])(?<value>(?:(?!\k<quote>)(?:\\.|[^\r\n]))*)(?:\k<quote>)?|(?<value>[^\s&""'<>]+))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Assigned();

    // --password x, as a program prints its own command line.
    [GeneratedRegex(@"(?<start>(?<![A-Za-z0-9_-])--?" + Bare + @"\s{1,4})(?<value>(?!-)[^\s""']{2,})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Flag();

    // A line of YAML or of headers has nothing but a name and a value; anywhere else it is a sentence.
    [GeneratedRegex(@"(?:(?<start>(?:^|\n|\\n)[ \t]{0,200}(?:- )?" + Name + @":[ \t]{1,20})(?<value>[^\s""'{}\[\]|>&*#][^\s]*)(?=[ \t]*(?:\r|\n|\\n|$))|(?<prose>(?<start>" + Name + @":[ \t]{0,4})(?<value>[^\s,;""'()\[\]{}<>]+)))", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Line();

    [GeneratedRegex(@"^(?:\$\(?\{?[A-Za-z_][A-Za-z0-9_.]*\}?\)?|\*\*\*|\{\{[^{}]*\}\}|<[A-Za-z -]+>)[.,;]?$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    // Addresses, times, numbers with a unit, versions and file names are spoken of behind such words and are none.
    [GeneratedRegex(@"^(?:[0-9]+(?:\.[0-9]+)*(?::[0-9]+)?[a-z]{0,3}|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|v?[0-9]+\.[0-9]+.*|x509:?|[a-z][a-z0-9+.-]*://.*|/[\w./-]*|[\w-]+/[\w./-]+|[\w.-]+\.(?:pem|crt|key|yaml|json|go|svc|local)(?::[0-9]+)?)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Harmless();
}
