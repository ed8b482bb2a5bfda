namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>What stands around the line that is being read. Lines are kept as they are; what is put around their text is taken off only of those that are asked for.</summary>
internal sealed class LogContext
{
    private const int LinesBefore = 4;
    private const int LinesAfter = 6;
    private const int Longest = 300;

    private readonly Queue<(int Number, string Line)> last = new();
    private readonly List<List<NearLine>> waiting = [];
    private NearLine? command;
    private (int Number, string Line) current;

    /// <summary>The last command that a shell echoed, and the lines before the present one.</summary>
    public IReadOnlyList<NearLine> Before => [.. command is { } echoed && echoed.Line != current.Number && last.All(line => line.Number != echoed.Line) ? [echoed] : Array.Empty<NearLine>(), .. last.Select(line => Near(line.Number, line.Line))];

    /// <summary>The state that kubectl describe is telling of: Waiting, Terminated; null for none.</summary>
    public string? State { get; private set; }

    /// <summary>The present line goes into what stands before the next one.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="line">The line.</param>
    public void See(int number, string line)
    {
        if (current.Number > 0)
        {
            last.Enqueue(current);
            if (last.Count > LinesBefore)
            {
                last.Dequeue();
            }
        }

        current = default;
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        current = (number, line);
        if (MayBeCommand(line) && Near(number, line) is var near && Hearsay.IsCommand(near.Text))
        {
            command = near;
        }

        State = Describe.State(line) ?? (State is null || Describe.EndsState(line) ? null : State);
        foreach (var after in waiting)
        {
            after.Add(Near(number, line));
        }

        if (waiting.Count > 0)
        {
            waiting.RemoveAll(after => after.Count >= LinesAfter);
        }
    }

    /// <summary>The lines after the present one, as they come.</summary>
    public IReadOnlyList<NearLine> After()
    {
        var after = new List<NearLine>(LinesAfter);
        waiting.Add(after);
        return after;
    }

    // Before the text of a command there stands at most what loggers put there.
    private static bool MayBeCommand(string line)
    {
        var head = line.AsSpan(0, Math.Min(line.Length, 120));
        return head.Contains("+ ", StringComparison.Ordinal) || head.Contains("$ ", StringComparison.Ordinal) || head.Contains("##[", StringComparison.Ordinal) || head.Contains("[command]", StringComparison.Ordinal) || head.Contains("> ", StringComparison.Ordinal);
    }

    private static NearLine Near(int number, string line) => new(number, LogText.Of(line.Length > Longest ? line[..Longest] : line));
}
