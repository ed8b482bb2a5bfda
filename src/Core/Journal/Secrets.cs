using System.Text;

namespace Mesh.Core.Journal;

/// <summary>The secrets this run has read. Everything that is printed or written passes through <see cref="Mask"/> first.</summary>
/// <remarks>
/// Thread-safe. Register a secret the moment it is read, before anything can fail with it in its message.
/// Only the text itself is known: whoever shows a secret in another form (base64 in a Secret's data, escaped in a URL) adds that form too.
/// </remarks>
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
            var parts = value.Split('\n', StringSplitOptions.TrimEntries).Append(value.Trim()).Where(part => part.Length >= ShortestMasked && !values.Contains(part)).Distinct(StringComparer.Ordinal).ToList();
            // Most are told again and again, and there may be a token for each of a thousand repositories.
            values = parts.Count == 0 ? values : [.. parts, .. values];
        }
    }

    /// <summary>The text with every known secret replaced by <c>***</c>; secrets that overlap become one, so that no rest of the second is left.</summary>
    /// <param name="text">Any text.</param>
    public string Mask(string text)
    {
        List<(int Start, int End)>? found = null;
        foreach (var value in values)
        {
            for (var at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
            {
                (found ??= []).Add((at, at + value.Length));
            }
        }

        if (found is null)
        {
            return text;
        }

        found.Sort();
        var masked = new StringBuilder();
        var shown = 0;
        foreach (var (start, end) in found)
        {
            if (start >= shown)
            {
                masked.Append(text, shown, start - shown).Append("***");
            }

            shown = Math.Max(shown, end);
        }

        return masked.Append(text, shown, text.Length - shown).ToString();
    }
}
