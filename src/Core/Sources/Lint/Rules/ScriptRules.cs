using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Rules;

/// <summary>Every rule about a shell script.</summary>
internal static class ScriptRules
{
    /// <summary>What they find, in no order.</summary>
    /// <param name="script">The script with all within it.</param>
    /// <param name="settings">How its shell is set.</param>
    public static IEnumerable<Hit> Find(ShellScript script, ShellSettings settings)
    {
        var variables = Variables.Of(script, settings);
        return script.All.SelectMany(part => ExitCodes.Find(part, settings).Concat(FallbackPaths.Find(part)).Concat(part.Commands.SelectMany(command =>
            Contexts.Find(command, variables).Concat(VersionPaths.Find(command)).Concat(OpenSslCas.Find(command)).Concat(SecretArguments.Find(command)))));
    }
}
