using Cake.Core.Diagnostics;
using Cake.Core.IO;

namespace Cake.Frosting.Internal;

/// <summary>What the command line asks of the host, and the arguments that are the build's own.</summary>
internal sealed class CommandLine
{
    private readonly List<(string Name, string? Value)> arguments = [];

    public List<string> Targets { get; } = [];

    public RunMode Mode { get; private set; }

    public bool Exclusive { get; private set; }

    public DirectoryPath? WorkingDirectory { get; private set; }

    public Verbosity? Verbosity { get; private set; }

    /// <summary>Why the line cannot be read, or null.</summary>
    public string? Error { get; private set; }

    /// <summary>By name, case aside. A bare flag has one value, null, as in Cake.Tool 7.0.0. The targets are among them, as <c>target</c>.</summary>
    public ILookup<string, string?> Arguments =>
        arguments.Concat(Targets.Select(target => ("target", (string?)target))).ToLookup(
            argument => argument.Item1, argument => argument.Item2, StringComparer.OrdinalIgnoreCase);

    public static CommandLine Parse(IEnumerable<string> args)
    {
        var line = new CommandLine();
        var reader = new OptionReader(args);
        try
        {
            while (reader.Read() is { } option)
            {
                line.Take(option, reader);
            }
        }
        catch (FormatException exception)
        {
            line.Error = exception.Message;
        }

        return line;
    }

    private void Take(Option option, OptionReader reader)
    {
        switch (option.Known ? option.Text : null)
        {
            case "--target" or "-t":
                Targets.Add(reader.Value(option));
                break;
            case "--working" or "-w":
                WorkingDirectory = new DirectoryPath(reader.Value(option));
                break;
            case "--verbosity" or "-v":
                var value = reader.Value(option);
                Verbosity = VerbosityParser.TryParse(value, out var verbosity)
                    ? verbosity
                    : throw new FormatException($"The value '{value}' is not a valid verbosity.");
                break;
            case "--exclusive" or "-e":
                Exclusive = OptionReader.Flag(option);
                break;
            case "--no-report":
                arguments.Add(("Settings_NoReport", OptionReader.Flag(option).ToString()));
                break;
            case { } text when ModeOf(text) is { } mode:
                Mode = OptionReader.Flag(option) ? mode : Mode;
                break;
            default:
                arguments.Add((option.Text.TrimStart('-'), reader.OptionalValue(option)));
                break;
        }
    }

    // "--dry-run", with its dash, is no option of Cake's: it is the build's own argument.
    private static RunMode? ModeOf(string text) => text switch
    {
        "--dryrun" or "--noop" or "--whatif" => RunMode.DryRun,
        "--tree" => RunMode.Tree,
        "--description" => RunMode.Description,
        "--version" => RunMode.Version,
        "--info" => RunMode.Info,
        "--help" or "-h" => RunMode.Help,
        _ => null,
    };
}
