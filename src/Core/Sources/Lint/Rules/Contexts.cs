using Mesh.Core.Findings;
using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Rules;

/// <summary>Commands that work on a cluster, and how they say which.</summary>
internal static class Contexts
{
    private static readonly HashSet<string> NoNames = new(StringComparer.OrdinalIgnoreCase) { "", "null", "undefined", "none", "nil" };

    private static readonly HashSet<string> KubectlVerbs =
    [
        "get", "apply", "create", "delete", "patch", "replace", "edit", "label", "annotate", "rollout", "scale", "autoscale", "set", "exec", "logs", "cp", "port-forward", "proxy", "attach", "run", "expose", "describe",
        "wait", "top", "cordon", "uncordon", "drain", "taint", "auth", "debug", "events", "diff", "certificate", "api-resources", "api-versions", "cluster-info",
    ];

    private static readonly HashSet<string> HelmVerbs = ["install", "upgrade", "uninstall", "delete", "rollback", "list", "ls", "get", "status", "history", "test"];

    private static readonly HashSet<string> IstioctlVerbs =
    [
        "install", "upgrade", "uninstall", "analyze", "proxy-status", "ps", "proxy-config", "pc", "precheck", "x", "experimental", "tag", "verify-install", "create-remote-secret", "remote-clusters", "bug-report", "dashboard",
    ];

    public static IEnumerable<Hit> Find(ShellCommand command, Variables variables)
    {
        var (option, verbs) = command.Program switch
        {
            "kubectl" or "oc" => ("--context", KubectlVerbs),
            "helm" => ("--kube-context", HelmVerbs),
            "istioctl" => ("--context", IstioctlVerbs),
            _ => ("", null),
        };
        if (verbs is null || command.Arguments.Any(word => word.Text is "--help" or "-h"))
        {
            return [];
        }

        if (Value(command, option) is var (value, found) && found)
        {
            return Judge(command, option, value, variables);
        }

        return command.Arguments.FirstOrDefault(word => !word.Text.StartsWith('-') && verbs.Contains(word.Text)) is { } verb && !SaysItOtherwise(command, option, variables)
            ? [new(ScriptFindings.NoContext, command.Line, command.LastLine, $"{command.Program} {verb.Text} without {option}", TypedTargets.Of(command))]
            : [];
    }

    private static IEnumerable<Hit> Judge(ShellCommand command, string option, ShellWord? value, Variables variables)
    {
        var text = value is null ? "" : value.Text.StartsWith(option + "=", StringComparison.Ordinal) ? value.Text[(option.Length + 1)..] : value.Text;
        if (value is null || NoNames.Contains(text.Trim()))
        {
            return [new(ScriptFindings.NullContext, command.Line, command.LastLine, $"{option} {(text.Length == 0 ? "with nothing behind it" : text)}", null)];
        }

        foreach (var expansion in value.Expansions.Where(expansion => expansion.Name is not null))
        {
            if (expansion.Default is { } otherwise && NoNames.Contains(otherwise.Trim('"', '\'')))
            {
                return [new(ScriptFindings.NullContext, command.Line, command.LastLine, $"{option} becomes {(otherwise.Length == 0 ? "empty" : otherwise)} where {expansion.Name} is not set", null)];
            }

            if (!expansion.IsQuoted)
            {
                return [new(ScriptFindings.LooseContext, command.Line, command.LastLine, $"{option} ${expansion.Name} without quotes", null)];
            }

            if (expansion.Default is null && !expansion.IsDemanded && !variables.IsSecured(expansion.Name!))
            {
                return [new(ScriptFindings.LooseContext, command.Line, command.LastLine, $"nothing sets {expansion.Name}, and without set -u or ${{{expansion.Name}:?}} it may be empty", null)];
            }
        }

        return [];
    }

    // The word that holds the value: behind the option, or the option itself with an equals sign. Null with true: the option is last.
    private static (ShellWord? Value, bool Found) Value(ShellCommand command, string option)
    {
        for (var i = 1; i < command.Words.Count; i++)
        {
            if (command.Words[i].Text == option)
            {
                return (i + 1 < command.Words.Count ? command.Words[i + 1] : null, true);
            }

            if (command.Words[i].Text.StartsWith(option + "=", StringComparison.Ordinal))
            {
                return (command.Words[i], true);
            }
        }

        return (null, false);
    }

    // A variable among the arguments may bring the context along.
    private static bool SaysItOtherwise(ShellCommand command, string option, Variables variables) =>
        command.Arguments.Any(word => word.Text.StartsWith("--server", StringComparison.Ordinal) || word.Text == "-s" || (word.Expansions is [{ Name: { } name }] && word.Text is [ShellWord.Unknown] && variables.MayHold(name, option)));
}
