using System.Text.RegularExpressions;
using Mesh.Core.Diagnosis.Xds.Causes;
using Mesh.Core.Journal;

namespace Mesh.Core.Diagnosis.Xds.Istiods;

/// <summary>What istiod writes when it turns somebody away, scope <c>security</c>: the only place where the reason stands. Source: istio, pkg/security/security.go.</summary>
/// <param name="Istiod">Who wrote it: a pod, or where its log came from.</param>
/// <param name="Address">From where the client came, without the port.</param>
/// <param name="Words">What those said who read tokens, without what is said of certificates.</param>
/// <param name="HasRedHerring">True where it also says that there was no certificate of the client, as it does of everybody who comes with a token.</param>
internal sealed partial record IstiodComplaint(string Istiod, string Address, string Words, bool HasRedHerring)
{
    private const string Separator = "Authenticator ";
    private const string OfCertificates = "ClientCertAuthenticator:";

    /// <summary>The cause that its words mean; null where they mean none that is known.</summary>
    public XdsCause? Cause => IstiodWords.CauseOf(Words);

    /// <summary>Reads a line; null where it is another one.</summary>
    public static IstiodComplaint? Read(string istiod, string line, Secrets secrets)
    {
        if (!line.Contains("Failed to authenticate client from", StringComparison.Ordinal) || Form().Match(Quote.Cut(line)) is not { Success: true } found)
        {
            return null;
        }

        // As JSON, where istiod logs so, its quotes are escaped.
        var parts = found.Groups["words"].Value.Replace("\\\"", "\"", StringComparison.Ordinal).Split(Separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var words = string.Join(' ', parts.Where(part => !part.StartsWith(OfCertificates, StringComparison.Ordinal))).TrimEnd(';', ' ');
        return new(istiod, AddressOf(found.Groups["who"].Value), Quote.Of(words, secrets), parts.Any(part => part.StartsWith(OfCertificates, StringComparison.Ordinal)));
    }

    private static string AddressOf(string who) => who.StartsWith('[') ? who[1..].Split(']')[0] : who.Split(':') is [var address, _] ? address : who;

    [GeneratedRegex(@"Failed to authenticate client from (?<who>\S{1,100}): (?<words>.*)", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Form();
}
