using System.Buffers;
using System.Text.RegularExpressions;

namespace Mesh.Core.Diagnosis.Scrubbing;

/// <summary>
/// Takes secrets out of whatever was seen of a cluster: private keys in every form, tokens, passwords, credentials in headers and addresses, keys of clouds. Everything passes through it before it is kept or shown.
/// </summary>
/// <remarks>What it has been through comes out of it unchanged a second time. It would rather take a word too many than leave a secret in.</remarks>
internal static partial class Scrubber
{
    /// <summary>What stands in a secret's place, as everywhere in this program.</summary>
    public const string Mask = "***";

    // Of the lines of a key; it is 64 in most, and the first one may have been cut.
    private const int ShortestLine = 16;

    // Without one of these, and without a long run of base64, there is nothing to take out; most texts of a cluster end here.
    private static readonly SearchValues<string> Signs = SearchValues.Create(
        [
            "private key", "eyJ", "bearer", "basic ", "authorization", "pass", "pwd", "secret", "token", "key", "cred", "auth", "cookie", "://", "jwt", "dsn", "connection",
            "AKIA", "ASIA", "AROA", "AIDA", "ABIA", "ACCA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "hvs.", "sk_live", "x-amz-", "npm_",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The text without the secrets in it.</summary>
    /// <param name="text">One or many lines.</param>
    public static string Text(string text) => Text(text, 0);

    internal static string Text(string text, int depth)
    {
        if (text.Length < 4)
        {
            return text;
        }

        if (text.AsSpan().ContainsAny(Signs))
        {
            text = PrivateKey().Replace(text, Mask);
            text = WithoutTails(text);
            text = Jwt().Replace(text, Mask);
            text = Header().Replace(text, match => match.Groups["start"].Value + Mask);
            text = Scheme().Replace(text, match => IsWord(match.Groups["value"].Value) ? match.Value : $"{match.Groups["scheme"].Value} {Mask}");
            text = UserInfo().Replace(text, match => $"{match.Groups["scheme"].Value}{Mask}@");
            text = WellKnown().Replace(text, Mask);
            text = CloudLine(text);
            text = NamedValues.Replace(text);
        }

        return Base64Secrets.Replace(text, depth);
    }

    // A secret access key is forty letters that look like nothing; beside an access key ID they are one.
    private static string CloudLine(string text) => AccessKeyId().IsMatch(text)
        ? string.Join('\n', text.Split('\n').Select(line => AccessKeyId().IsMatch(line) ? AccessKeyId().Replace(FortyLetters().Replace(line, Mask), Mask) : line))
        : text;

    // The lines of a log may begin in the middle of a key: the lines of base64 before its end go too.
    private static string WithoutTails(string text)
    {
        while (KeyEnd().Match(text) is { Success: true } end)
        {
            var start = BeforeLetters(text, BeforeBreak(text, end.Index));
            for (var next = BeforeBreak(text, start); next < start && next - BeforeLetters(text, next) >= ShortestLine; next = BeforeBreak(text, start))
            {
                start = BeforeLetters(text, next);
            }

            text = $"{text[..start]}{Mask}{text[(end.Index + end.Length)..]}";
        }

        return text;
    }

    private static int BeforeLetters(string text, int at)
    {
        while (at > 0 && (char.IsAsciiLetterOrDigit(text[at - 1]) || text[at - 1] is '+' or '/' or '=') && !text.AsSpan(0, at).EndsWith("\\n"))
        {
            at--;
        }

        return at;
    }

    // A line break, or one that is written as \n.
    private static int BeforeBreak(string text, int at) => text.AsSpan(0, at) switch
    {
        var before when before.EndsWith("\\r\\n") => at - 4,
        var before when before.EndsWith("\\n") || before.EndsWith("\r\n") => at - 2,
        var before when before.EndsWith("\n") => at - 1,
        _ => at,
    };

    // "Bearer token" and "basic constraints" are English.
    private static bool IsWord(string value) => value.Length < 20 && value.TrimEnd('.', ',', ':', ';').All(letter => char.IsAsciiLetterLower(letter) || letter is '-');

    // To the end of the key, or to the end of the text where that is cut off. Line breaks may be written as \n.
    [GeneratedRegex(@"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:(?!-----)[\s\S])*(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex PrivateKey();

    [GeneratedRegex(@"-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----", RegexOptions.CultureInvariant)]
    private static partial Regex KeyEnd();

    // Bounded and without a way back: a text of nothing but beginnings is read once.
    [GeneratedRegex(@"eyJ(?>[A-Za-z0-9_-]{6,8192})\.(?>[A-Za-z0-9_-]{6,})(?:\.[A-Za-z0-9_-]*)*", RegexOptions.CultureInvariant)]
    private static partial Regex Jwt();

    [GeneratedRegex(@"(?<start>\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token|x-amz-security-token|x-amz-credential|x-amz-signature|x-vault-token)(?:\\*[""'])?\s*[:=]\s*(?:\[?\\*[""'])?)(?:(?:bearer|basic|digest|negotiate|token|aws4-hmac-sha256)\b[^""'\r\n\\]*|[^\s""'\\&]{12,})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Header();

    [GeneratedRegex(@"\b(?<scheme>bearer|basic)\s+(?<value>[A-Za-z0-9._~+/=-]{8,})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"(?<scheme>\b[a-z][a-z0-9+.-]{1,20}://)[^\s/@""'<>]{1,400}@", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"\b(?:gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[A-Za-z0-9-]{8,}|hvs\.[\w-]{16,}|sk_live_[A-Za-z0-9]{8,}|npm_[A-Za-z0-9]{30,})", RegexOptions.CultureInvariant)]
    private static partial Regex WellKnown();

    [GeneratedRegex(@"\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,}\b", RegexOptions.CultureInvariant)]
    private static partial Regex AccessKeyId();

    [GeneratedRegex(@"(?<![A-Za-z0-9/+])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])", RegexOptions.CultureInvariant)]
    private static partial Regex FortyLetters();
}
