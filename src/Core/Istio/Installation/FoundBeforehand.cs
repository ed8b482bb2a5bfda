using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Istio.Installation;

/// <summary>What was found before anything was changed: errors stop the installation, what is less is told, and --fail-on decides at the end.</summary>
internal static class FoundBeforehand
{
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when there is an error.</exception>
    public static void Refuse(RunJournal journal, IEnumerable<Finding> found, string what)
    {
        var all = found.ToList();
        all.ForEach(journal.Find);
        if (all.Where(finding => finding.Severity == Severity.Error).ToList() is [var first, ..] errors)
        {
            throw new MeshException(ExitCode.FindingsFound, $"{what} has {errors.Count} error{(errors.Count == 1 ? "" : "s")}, the first {first.Code} on {first.Subject}: {first.Evidence}", first.Remedy);
        }
    }
}
