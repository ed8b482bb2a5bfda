using Mesh.Core.Findings;
using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Rules;

/// <summary>Exit codes that nobody gets to see.</summary>
internal static class ExitCodes
{
    private static readonly HashSet<string> Nothing = ["true", ":"];
    private static readonly HashSet<string> Talk = ["echo", "printf", "true", ":"];

    // Their failure matters to a delivery; that of grep or sed in a pipe mostly is an answer.
    private static readonly HashSet<string> Tools =
    [
        "kubectl", "oc", "helm", "istioctl", "docker", "podman", "skopeo", "crane", "regctl", "aws", "eksctl", "openssl", "curl", "wget", "terraform", "git", "make", "npm", "mvn", "gradle", "dotnet", "ansible-playbook", "vault",
    ];

    public static IEnumerable<Hit> Find(ShellScript script, ShellSettings settings)
    {
        var pipeFails = settings.PipeFails;
        var pipeTold = -1;
        for (var i = 0; i < script.Commands.Count; i++)
        {
            var command = script.Commands[i];
            pipeFails |= Sets(command, "pipefail", on: true);
            if (command.Join == "||" && i > 0 && OnlyTalks(script, i))
            {
                yield return new(ScriptFindings.Swallowed, command.Line, command.LastLine, $"|| {Words(command)} behind {Words(script.Commands[i - 1])}", TypedTargets.Of(script.Commands[i - 1]));
            }

            // As a statement of its own on the same line it is there for its code alone.
            if (command.Lead is [";"] && i > 0 && !Talk.Contains(script.Commands[i - 1].Program) && command.Words.Count == 1 && Nothing.Contains(command.Program) && command.Line == script.Commands[i - 1].LastLine)
            {
                yield return new(ScriptFindings.Swallowed, command.Line, command.LastLine, $"; {command.Program} behind {Words(script.Commands[i - 1])}", TypedTargets.Of(script.Commands[i - 1]));
            }

            if (Sets(command, "errexit", on: false) && !script.Commands.Skip(i + 1).Any(later => Sets(later, "errexit", on: true)))
            {
                yield return new(ScriptFindings.ErrorsOff, command.Line, command.LastLine, Words(command));
            }

            if (!pipeFails && script.Behind(i) is ["|", ..] && Tools.Contains(command.Program) && pipeTold != command.Line)
            {
                pipeTold = command.Line;
                yield return new(ScriptFindings.PipeHides, command.Line, command.LastLine, $"{Words(command)} |", TypedTargets.Of(command));
            }
        }
    }

    /// <summary>A command as evidence: shortened, with what is not known as an ellipsis.</summary>
    public static string Words(ShellCommand command)
    {
        var text = string.Join(' ', command.Words.Select(word => word.Text)).Replace(ShellWord.Unknown, '…').ReplaceLineEndings(" ");
        return text.Length > 80 ? text[..79] + "…" : text;
    }

    // What follows || always ends well: true, a word to the log, or a group of those.
    private static bool OnlyTalks(ShellScript script, int first)
    {
        var command = script.Commands[first];
        if (!command.Opens)
        {
            // Behind a word to the log && or a further || may still say exit.
            return Talk.Contains(command.Program) && script.Behind(first) is not ["&&" or "|", ..];
        }

        return script.Commands.Skip(first).TakeWhile((later, index) => index == 0 || later.Depth >= command.Depth).All(later => Talk.Contains(later.Program) || later.Words.Count == 0);
    }

    private static bool Sets(ShellCommand command, string option, bool on)
    {
        var letter = option == "errexit" ? 'e' : '\0';
        if (command.Program != "set")
        {
            return false;
        }

        var words = command.Arguments.Select(word => word.Text).ToList();
        return words.Where((word, index) =>
            word.Length > 1 && word[0] == (on ? '-' : '+') && word[1] != '-' && (word.Contains(letter, StringComparison.Ordinal) || (word[^1] == 'o' && index + 1 < words.Count && words[index + 1] == option))).Any();
    }
}
