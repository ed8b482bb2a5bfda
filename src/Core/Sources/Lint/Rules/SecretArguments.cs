using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Rules;

/// <summary>Passwords, tokens and keys among the arguments of a command.</summary>
internal static partial class SecretArguments
{
    private static readonly HashSet<string> Talk = ["echo", "printf", "read", "export", "local", "readonly", "declare", "unset", "test", "[", "[[", "grep", "case", "for"];

    public static IEnumerable<Hit> Find(ShellCommand command)
    {
        if (command.Words.Count < 2 || Talk.Contains(command.Program))
        {
            yield break;
        }

        for (var i = 1; i < command.Words.Count; i++)
        {
            var word = command.Words[i].Text;
            var next = i + 1 < command.Words.Count ? command.Words[i + 1].Text : "";
            if ((Option().Match(word) is { Success: true } option && (option.Groups["value"].Success ? option.Groups["value"].Length > 0 : next.Length > 0 && next[0] != '-'))
                || Assigned().IsMatch(word) || Header().IsMatch(word)
                || (command.Program == "curl" && word is "-u" or "--user" && next.Contains(':', StringComparison.Ordinal))
                || (command.Program is "docker" or "podman" && command.Words[1].Text == "login" && word == "-p"))
            {
                yield return new(ScriptFindings.SecretArgument, command.Words[i].Line, command.LastLine, $"{command.Program} {Name(word)}");
                yield break;
            }
        }
    }

    // The value itself is never told.
    private static string Name(string word) => word.IndexOfAny(['=', ':', ' ']) is var end and > 0 ? $"{word[..end]}=…" : word;

    [GeneratedRegex("^--(docker-)?(password|passwd|token|secret|api-key|apikey|client-secret|secret-key|secret-access-key|access-token|auth-token|private-key-passphrase)(?:=(?<value>.*))?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Option();

    [GeneratedRegex(@"^(--(from-literal|set|set-string|set-literal|build-arg)=)?[\w.\[\]-]*(password|passwd|(?<!existing)secret|token|apikey|api_key|api-key|privatekey|private_key)[\w.-]*(?<!name|ref|file|path)=(?!$|\uFFFC?/).+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Assigned();

    [GeneratedRegex("^(-H)?(authorization|x-vault-token|private-token)\\s*:\\s*\\S", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Header();
}
