namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>What stands around the line that is being read.</summary>
internal sealed class LogContext
{
    private const int LinesBefore = 4;
    private const int LinesAfter = 6;
    private const int Longest = 300;

    private readonly Queue<NearLine> last = new();
    private readonly List<List<NearLine>> waiting = [];
    private NearLine? command;
    private NearLine? current;

    /// <summary>The last command that a shell echoed, and the lines before the present one.</summary>
    public IReadOnlyList<NearLine> Before => [.. command is { } echoed && last.All(line => line.Line != echoed.Line) ? [echoed] : Array.Empty<NearLine>(), .. last];

    /// <summary>The state that kubectl describe is telling of: Waiting, Terminated; null for none.</summary>
    public string? State { get; private set; }

    /// <summary>The present line goes into what stands before the next one.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="line">The line.</param>
    public void See(int number, string line)
    {
        if (current is { } before)
        {
            last.Enqueue(before);
            if (last.Count > LinesBefore)
            {
                last.Dequeue();
            }
        }

        current = string.IsNullOrWhiteSpace(line) ? null : new NearLine(number, LogText.Of(line.Length > Longest ? line[..Longest] : line));
        if (current is null)
        {
            return;
        }

        command = Hearsay.IsCommand(current.Text) ? current : command;
        State = Describe.State(line) ?? (Describe.EndsState(line) ? null : State);
        foreach (var after in waiting)
        {
            after.Add(current);
        }

        waiting.RemoveAll(after => after.Count >= LinesAfter);
    }

    /// <summary>The lines after the present one, as they come.</summary>
    public IReadOnlyList<NearLine> After()
    {
        var after = new List<NearLine>(LinesAfter);
        waiting.Add(after);
        return after;
    }
}
