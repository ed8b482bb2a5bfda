namespace Mesh.Core.Journal;

/// <summary>The secrets this run has read. Everything that is printed or written passes through <see cref="Mask"/> first.</summary>
/// <remarks>Thread-safe. Register a secret the moment it is read, before anything can fail with it in its message.</remarks>
public sealed class Secrets
{
    // Shorter values would mask ordinary words ("a", "10") all over a report and give away their place.
    private const int ShortestMasked = 4;

    private readonly Lock gate = new();
    private volatile string[] values = [];

    /// <summary>From now on <paramref name="value"/> is shown as <c>***</c>; so is each line of a value of several lines. Blank and very short values are not masked.</summary>
    /// <param name="value">The secret.</param>
    public void Add(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return;
        }

        lock (gate)
        {
            // The longest first, so that a secret within a secret leaves no rest behind.
            values = [.. value.Split('\n', StringSplitOptions.TrimEntries).Append(value.Trim()).Where(part => part.Length >= ShortestMasked)
                .Concat(values).Distinct(StringComparer.Ordinal).OrderByDescending(part => part.Length)];
        }
    }

    /// <summary>The text with every known secret replaced by <c>***</c>.</summary>
    /// <param name="text">Any text.</param>
    public string Mask(string text)
    {
        foreach (var value in values)
        {
            text = text.Replace(value, "***", StringComparison.Ordinal);
        }

        return text;
    }
}
