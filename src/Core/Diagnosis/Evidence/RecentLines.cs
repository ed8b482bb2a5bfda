namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>The lines of a log that are no older than a moment. A line that says no time belongs to the one before it that does, as those of a stack trace.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="Undated">True where no line says when it was written, so that all of them are there.</param>
internal sealed record RecentLines(IReadOnlyList<string> Lines, bool Undated)
{
    /// <summary>Picks them.</summary>
    /// <param name="lines">All lines, oldest first.</param>
    /// <param name="from">The moment; null for all there are.</param>
    /// <param name="now">When it is.</param>
    public static RecentLines Of(IReadOnlyList<string> lines, DateTimeOffset? from, DateTimeOffset now)
    {
        if (from is null || lines.Count == 0)
        {
            return new(lines, Undated: false);
        }

        var moments = lines.Select(line => LogMoment.Of(line, now)).ToList();
        if (moments.TrueForAll(moment => moment is null))
        {
            return new(lines, Undated: true);
        }

        // What stands before the first time was written before it.
        var (kept, last) = (new List<string>(lines.Count), moments.Find(moment => moment is not null));
        for (var at = 0; at < lines.Count; at++)
        {
            last = moments[at] ?? last;
            if (last >= from)
            {
                kept.Add(lines[at]);
            }
        }

        return new(kept, Undated: false);
    }
}
