using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Delivery;

/// <summary>A stage without work: said aloud as part of a delivery, an error where it was asked for by name.</summary>
internal static class NothingConfigured
{
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> when it was asked for.</exception>
    public static void Say(RunJournal journal, string key, bool required)
    {
        if (required)
        {
            throw new MeshException(ExitCode.Configuration, $"there is nothing to do: no {key} are configured", $"Add {key} to mesh.yaml, or choose another target");
        }

        journal.NotEvaluated($"no {key} are configured");
    }
}
