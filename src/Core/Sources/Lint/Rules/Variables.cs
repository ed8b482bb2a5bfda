using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Rules;

/// <summary>What a script says of its variables.</summary>
/// <param name="Set">Those that are given a value somewhere, with the values that can be read.</param>
/// <param name="Demanded">Those without which the script ends.</param>
/// <param name="AllDemanded">True when the script ends at any variable that is not set.</param>
internal sealed record Variables(IReadOnlyDictionary<string, IReadOnlyList<ShellWord>> Set, IReadOnlySet<string> Demanded, bool AllDemanded)
{
    private static readonly HashSet<string> Declaring = ["export", "local", "readonly", "declare", "typeset"];

    public static Variables Of(ShellScript script, ShellSettings settings)
    {
        var set = settings.Variables.ToDictionary(name => name, _ => new List<ShellWord>());
        var (demanded, all) = (new HashSet<string>(), false);
        foreach (var command in script.All.SelectMany(part => part.Commands))
        {
            var given = Declaring.Contains(command.Program) ? command.Arguments.Where(word => word.Text.Contains('=', StringComparison.Ordinal)) : command.Words.Count == 0 ? command.Assignments : [];
            foreach (var word in given)
            {
                Add(word.Text[..word.Text.IndexOf('=', StringComparison.Ordinal)].TrimEnd('+'), word);
            }

            foreach (var name in command.Program is "read" or "mapfile" or "readarray" ? command.Arguments.Where(word => word.IsLiteral && !word.Text.StartsWith('-')) : command.Program is "for" or "select" ? command.Arguments.Take(1) : [])
            {
                Add(name.Text, null);
            }

            demanded.UnionWith(command.Words.Concat(command.Assignments).SelectMany(word => word.Expansions).Where(expansion => expansion.IsDemanded).Select(expansion => expansion.Name!));
            all |= command.Program == "set" && command.Arguments.Any(word => word.Text is ['-', not '-', ..] && word.Text.Contains('u', StringComparison.Ordinal));
        }

        return new(set.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<ShellWord>)entry.Value), demanded, all);

        void Add(string name, ShellWord? value)
        {
            if (!set.TryGetValue(name, out var values))
            {
                set[name] = values = [];
            }

            if (value is not null)
            {
                values.Add(value);
            }
        }
    }

    /// <summary>True when the variable has a value wherever it is used, or the script ends.</summary>
    public bool IsSecured(string name) => AllDemanded || Demanded.Contains(name) || Set.ContainsKey(name);

    /// <summary>True when some value that it is given holds this text.</summary>
    public bool MayHold(string name, string text) => Set.GetValueOrDefault(name)?.Any(value => value.Text.Contains(text, StringComparison.Ordinal)) ?? false;
}
