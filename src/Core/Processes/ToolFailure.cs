using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Processes;

/// <summary>How failures of helm and istioctl are told: with the tool's own code and words, and with the cause where it is known.</summary>
internal static class ToolFailure
{
    private const int LastLines = 40;

    /// <summary>The result if the tool ended with 0.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="about">Who it is and what it was run for; the text is filled in here.</param>
    /// <param name="journal">Knows who knows causes, and hears of the failure of a change.</param>
    /// <exception cref="MeshException">As for <see cref="CommandResult.EnsureSuccess"/>; the reason ends with the code and the cause of a known failure, whose remedy it has.</exception>
    public static CommandResult EnsureExplained(this CommandResult result, FailureMessage about, RunJournal journal)
    {
        try
        {
            return result.EnsureSuccess();
        }
        catch (MeshException failure) when (journal.Explains?.Explain(Messages(result, about)) is { } known)
        {
            // What was only tried or read may still be done in another way; then nobody wants to read of it.
            if (!result.Command.Quiet)
            {
                journal.Find(known);
            }

            throw new MeshException(failure.ExitCode, $"{failure.Reason}; {known.Code}: {known.Cause}", known.Remedy, failure);
        }
    }

    // Line by line, and folded as well: some errors are broken into lines.
    private static List<FailureMessage> Messages(CommandResult result, FailureMessage about)
    {
        var lines = (result.Error.Length > 0 ? result.Error : result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(LastLines).Select(Printable.OneLine).ToList();
        return [.. lines.Append(string.Join(' ', lines)).Select(line => about with { Text = line })];
    }
}
