using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Rules;

/// <summary>Certificates of a CA that openssl is told nothing about.</summary>
internal static partial class OpenSslCas
{
    public static IEnumerable<Hit> Find(ShellCommand command)
    {
        if (command.Program != "openssl" || command.Words.Count < 3)
        {
            return [];
        }

        var words = command.Arguments.Select(word => word.Text).ToList();
        var makesRoot = words[0] == "req" && words.Contains("-x509");
        var signsCa = words[0] == "x509" && words.Contains("-req") && words.Exists(word => Ca().IsMatch(word)) && words.Contains("-CA") && Out(words) is { } file && Ca().IsMatch(file);
        return (makesRoot || signsCa) && !words.Exists(word => word is "-addext" or "-extensions" or "-config" or "-extfile")
            ? [new(ScriptFindings.CaWithoutRights, command.Line, command.LastLine, ExitCodes.Words(command))]
            : [];
    }

    private static string? Out(List<string> words) => words.IndexOf("-out") is var at and >= 0 && at + 1 < words.Count ? words[at + 1] : null;

    [GeneratedRegex(@"(^|[^a-z])(ca|root|intermediate)([^a-z]|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ca();
}
