using Mesh.Core.Findings;
using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Rules;

/// <summary>Paths that are taken where the wanted one is not there.</summary>
internal static class FallbackPaths
{
    private static readonly HashSet<string> Tests = ["[", "[[", "test"];

    public static IEnumerable<Hit> Find(ShellScript script)
    {
        for (var i = 0; i < script.Commands.Count; i++)
        {
            var command = script.Commands[i];
            if (TestedPath(command) is { } tested)
            {
                foreach (var other in Branch(script, i).Where(later => Assigns(later, tested)))
                {
                    yield return Hit(other, $"{tested} is given another path where it is not there");
                }
            }

            if (command.Join == "||" && i > 0 && command.Program == "cd" && script.Commands[i - 1].Program == "cd")
            {
                yield return Hit(command, $"{ExitCodes.Words(script.Commands[i - 1])} || {ExitCodes.Words(command)}");
            }
        }
    }

    // The variable whose path is looked for: [ -d "$DIR" ].
    private static string? TestedPath(ShellCommand command) => Tests.Contains(command.Program) && command.Arguments.Any(word => word.Text is "-d" or "-e" or "-f" or "-r")
        ? command.Arguments.SelectMany(word => word.Expansions).FirstOrDefault(expansion => expansion.Name is not null)?.Name
        : null;

    // What runs depending on the test: up to fi, or the one command behind || or &&.
    private static IEnumerable<ShellCommand> Branch(ShellScript script, int test)
    {
        if (script.Commands[test].Lead.Any(item => item is "if" or "elif"))
        {
            return script.Commands.Skip(test + 1).TakeWhile(later => !later.Lead.Contains("fi"));
        }

        var group = script.Commands.Skip(test + 1).FirstOrDefault();
        return group is null || group.Join is not ("||" or "&&") ? []
            : group.Opens ? script.Commands.Skip(test + 1).TakeWhile((later, index) => index == 0 || later.Depth >= group.Depth) : [group];
    }

    private static bool Assigns(ShellCommand command, string name) =>
        command.Assignments.Concat(command.Arguments).Any(word => word.Text.StartsWith(name + "=", StringComparison.Ordinal) && word.Text.Contains('/', StringComparison.Ordinal));

    private static Hit Hit(ShellCommand command, string evidence) => new(ScriptFindings.FallbackPath, command.Line, command.LastLine, evidence);
}
