using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Processes;

namespace Mesh.Core.Helm;

/// <summary>How helm's failures are told: with helm's own code and words, and with the cause where it is known.</summary>
internal static class HelmFailure
{
    private const int LastLines = 40;

    /// <summary>The result if helm ended with 0.</summary>
    /// <param name="result">How helm ended.</param>
    /// <param name="release">The release it was run for.</param>
    /// <param name="journal">Knows who knows causes, and hears of the failure of a change.</param>
    /// <exception cref="MeshException">As for <see cref="CommandResult.EnsureSuccess"/>; the reason ends with the code and the cause of a known failure, whose remedy it has.</exception>
    public static CommandResult Refuse(CommandResult result, HelmRelease release, RunJournal journal)
    {
        try
        {
            return result.EnsureSuccess();
        }
        catch (MeshException failure) when (journal.Explains?.Explain(Messages(result, release)) is { } known)
        {
            // What was only tried or read may still be done in another way; then nobody wants to read of it.
            if (!result.Command.Quiet)
            {
                journal.Find(known);
            }

            throw new MeshException(failure.ExitCode, $"{failure.Reason}; {known.Code}: {known.Cause}", known.Remedy, failure);
        }
    }

    // Line by line, and folded as well: helm breaks some of its errors.
    private static List<FailureMessage> Messages(CommandResult result, HelmRelease release)
    {
        var lines = (result.Error.Length > 0 ? result.Error : result.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).TakeLast(LastLines).Select(Printable.OneLine).ToList();
        return [.. lines.Append(string.Join(' ', lines)).Select(line => new FailureMessage(MessageOrigin.Helm, $"release {release.Name} in {release.Namespace}", line) { Namespace = release.Namespace })];
    }
}
