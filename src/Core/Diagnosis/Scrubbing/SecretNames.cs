using System.Text.RegularExpressions;

namespace Mesh.Core.Diagnosis.Scrubbing;

/// <summary>Tells by the name of a setting, a variable or a flag whether its value is a secret.</summary>
internal static partial class SecretNames
{
    /// <summary>The words that make a name one of a secret, as a part of a pattern.</summary>
    internal const string Words = @"pass(?:word|wd|phrase|code)?|pwd|secret|token|api[_.-]?key|access[_.-]?key|private[_.-]?key|client[_.-]?key|signing[_.-]?key|encryption[_.-]?key|key-?data|credentials?|creds|auth|jwt|cookie|dsn|connection[_.-]?string";

    /// <summary>Whether the value that goes by this name must not be shown.</summary>
    /// <param name="name">Such as <c>DB_PASSWORD</c>, <c>--token</c>, <c>client-key-data</c>.</param>
    public static bool Is(string name) => name.Length is > 2 and < 200 && Secret().IsMatch(name) && !Harmless().IsMatch(name);

    [GeneratedRegex($@"(?:^|[^A-Za-z]|(?-i:(?<=[a-z])(?=[A-Z])))(?:{Words})s?(?:$|[^A-Za-z]|(?-i:(?<=[a-z])(?=[A-Z])))|password|passwd|passphrase|secret|token|(?:api|access|private|client)[_.-]?key|key-?data", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secret();

    // What such a name ends in when it tells where a secret is, of which kind, or how long it lasts, and not the secret itself.
    [GeneratedRegex(@"(?:names?|ref|refs|path|paths|file|files|dir|folder|mount|mounts|volume|volumes|audiences?|aud|expirations?|expirationseconds|expiry|ttl|lifetime|duration|type|kind|policy|count|counts|size|namespace|enabled|disabled|mode|method|provider|version|generation|mechanism|url|uri|endpoint|host|port|issuer|review|reviews|filter|listener|server|proxy|skew|grace|interval|timeout|class|store|format|prefix|suffix|header|headers|template|jti|uid|fullname)$|^imagepullsecrets?$|^automountserviceaccounttoken$|^(?:istio-)?(?:jwks|jwt)(?:uri|rules?)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Harmless();
}
