using Mesh.Core.Findings;

namespace Cake.Frosting.Mesh.Hosting;

/// <summary>The arguments of a run, read the same way in both hosts: <c>--name value</c>, <c>--name=value</c>, <c>--flag</c>.</summary>
public sealed class CommandLine
{
    private static readonly string[] Questions = ["description", "showdescription", "tree", "showtree", "dryrun", "noop", "whatif", "version", "ver", "info", "help", "h"];
    private static readonly string[] SettingPrefixes = ["settings_", "paths_", "nuget_", "roslyn_"];

    private readonly List<(string Name, string? Value)> arguments;

    private CommandLine(List<(string Name, string? Value)> arguments) => this.arguments = arguments;

    /// <summary>The targets asked for, in order; <c>Default</c> when there is none.</summary>
    public IReadOnlyList<string> Targets => arguments.Where(argument => argument is { Name: "target" or "t", Value: not null }).Select(argument => argument.Value!).ToList() is { Count: > 0 } targets ? targets : ["Default"];

    /// <summary>True when Cake is only asked about itself or its targets, so that nothing will run.</summary>
    public bool OnlyAsks => Questions.Any(Flag);

    /// <summary>Reads arguments that are all known.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <param name="known">The arguments there are besides Cake's own.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: an unknown argument (with the nearest known name), a missing value, a flag with another value than true or false, or a word that belongs to no argument.</exception>
    public static CommandLine Parse(IEnumerable<string> arguments, IReadOnlyCollection<ArgumentDefinition> known)
    {
        var all = known.Concat(ArgumentDefinition.Cake).ToList();
        var parsed = new List<(string, string?)>();
        using var rest = arguments.GetEnumerator();
        for (var pending = Next(); pending is { } current;)
        {
            pending = Next();
            var (dashes, name, value) = Split(current);
            if (dashes == 0)
            {
                throw new MeshException(ExitCode.Usage, current.Length == 0 ? "there is an empty argument" : $"'{current}' belongs to no argument",
                    current.Length == 0 ? "Leave it out; it may come from a variable that is not set" : $"Say --target {current} to run a target, or --NAME={current} if it is the value of the argument before it");
            }

            if (IsCakeSetting(name))
            {
                parsed.Add((name, value));
                continue;
            }

            var definition = all.Find(candidate => candidate.Name.Equals(name, StringComparison.OrdinalIgnoreCase) && (candidate.Name.Length == 1) == (dashes == 1))
                ?? throw Unknown(current[..(dashes + name.Length)], name, known);
            if (definition is { Value: not null, OptionalValue: false } && value is null)
            {
                if (pending is { } word && Split(word).Dashes == 0)
                {
                    (value, pending) = (word, Next());
                }
                else if (!definition.FlagElsewhere)
                {
                    throw NoValue(definition, $", or --{name}=VALUE where the value begins with a dash");
                }
            }

            // An empty context comes from a variable that was not set; it is refused as null is, by whoever needs a cluster.
            if (definition is { Value: not null, Name: not "kube-context" } && value is "")
            {
                throw NoValue(definition, "");
            }

            if (definition.Value is null && value is not null && !bool.TryParse(value, out _))
            {
                throw new MeshException(ExitCode.Usage, $"--{name} is '{value}', and it is either there or not", $"Say --{name}, or leave it out");
            }

            parsed.Add((definition.Name, value));
        }

        return new CommandLine(parsed);

        string? Next() => rest.MoveNext() ? rest.Current : null;
    }

    /// <summary>The folder of <c>--working</c>; null when it was not given.</summary>
    public string? WorkingDirectory => Value("working") ?? Value("w");

    /// <summary>The arguments as a Cake host takes them. The working directory has been changed by then. One without a value (<c>--kube-context=</c>, from a variable that was not set) is left out: Cake refuses the whole line for it, this pack says why.</summary>
    internal IEnumerable<string> ForHost =>
        arguments.Where(argument => argument.Value is not "" && argument.Name is not ("working" or "w")).Select(argument => $"{(argument.Name.Length == 1 ? "-" : "--")}{argument.Name}{(argument.Value is null ? "" : $"={argument.Value}")}");

    /// <summary>True when an argument was given; a flag given as <c>--name=false</c> was not.</summary>
    /// <param name="name">Its name without dashes.</param>
    public bool Has(string name) => Flag(name);

    /// <summary>True when an argument was given at all, be it as <c>--name=false</c>: it wins over what a variable says.</summary>
    /// <param name="name">Its name without dashes.</param>
    internal bool Mentions(string name) => arguments.Any(argument => argument.Name == name);

    /// <summary>The value of an argument, the last one where it was given twice; null when it was not given or has no value.</summary>
    /// <param name="name">Its name without dashes.</param>
    public string? Value(string name) => Values(name).LastOrDefault();

    /// <summary>All values of an argument, in order.</summary>
    /// <param name="name">Its name without dashes.</param>
    public IEnumerable<string> Values(string name) => arguments.Where(argument => argument.Name == name && argument.Value is not null).Select(argument => argument.Value!);

    private static MeshException NoValue(ArgumentDefinition definition, string more)
    {
        var dashes = definition.Name.Length == 1 ? "-" : "--";
        return new(ExitCode.Usage, $"{dashes}{definition.Name} has no value", $"Say {dashes}{definition.Name}{(definition.OptionalValue ? "=" : " ")}{definition.Value}{more}");
    }

    private static (int Dashes, string Name, string? Value) Split(string argument)
    {
        var dashes = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument.StartsWith('-') && argument.Length > 1 ? 1 : 0;
        var separator = argument.IndexOf('=', StringComparison.Ordinal);
        return separator < 0 ? (dashes, argument[dashes..], null) : (dashes, argument[dashes..Math.Max(dashes, separator)], argument[(separator + 1)..]);
    }

    // Cake lets any of its settings be given as an argument: --settings_enablescriptcache=true, --paths_tools=./tools.
    private static bool IsCakeSetting(string name) =>
        SettingPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static MeshException Unknown(string given, string name, IReadOnlyCollection<ArgumentDefinition> known)
    {
        var names = known.Concat(ArgumentDefinition.Cake).Select(definition => definition.Name).Where(candidate => candidate.Length > 1).Distinct().ToList();
        var nearest = NearestName.Of(name, names);
        return new MeshException(ExitCode.Usage, $"unknown argument '{given}'",
            nearest is null ? $"Known are {string.Join(", ", known.Select(definition => $"--{definition.Name}"))}" : $"Did you mean --{nearest}?");
    }

    private bool Flag(string name) => arguments.FindLast(argument => argument.Name == name) is { Name: not null } last && !string.Equals(last.Value, "false", StringComparison.OrdinalIgnoreCase);
}
