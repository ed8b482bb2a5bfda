using Mesh.Core.Journal;

namespace Mesh.Core.Images;

/// <summary>Tells how many images have been looked at, in a few lines however many there are. Thread-safe.</summary>
/// <param name="journal">Where it is told.</param>
/// <param name="all">How many there are.</param>
internal sealed class Tally(RunJournal journal, int all)
{
    private const int Lines = 10;

    private int done;

    public void Done()
    {
        var now = Interlocked.Increment(ref done);
        if (now == all || now % Math.Max(1, all / Lines) == 0)
        {
            journal.Progress("images", $"{now} of {all} looked at", now == all);
        }
    }
}
