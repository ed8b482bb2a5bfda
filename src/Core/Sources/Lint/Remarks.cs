using System.Text.RegularExpressions;
using Mesh.Core.Findings;

namespace Mesh.Core.Sources.Lint;

/// <summary>The remarks mesh:allow of a file: what its author accepts, line by line, and why.</summary>
internal sealed partial class Remarks
{
    private readonly Dictionary<int, string> reasons = [];

    private Remarks()
    {
    }

    /// <summary>Remarks that give no reason, as findings of their own.</summary>
    public List<Hit> Empty { get; } = [];

    /// <summary>Reads them; a comment begins with <c>#</c> or <c>//</c>.</summary>
    /// <param name="text">The file's text.</param>
    public static Remarks Of(string text)
    {
        var remarks = new Remarks();
        if (!text.Contains("mesh:allow", StringComparison.Ordinal))
        {
            return remarks;
        }

        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (Remark().Match(line.ToString()) is { Success: true } remark)
            {
                // Alone on its line it is about the next one.
                var about = remark.Groups["before"].ValueSpan.IsWhiteSpace() ? number + 1 : number;
                if (remark.Groups["reason"].Value.Trim() is { Length: > 0 } reason)
                {
                    remarks.reasons[about] = reason;
                }
                else
                {
                    remarks.Empty.Add(new(ScriptFindings.NoReason, number, number, "mesh:allow with nothing behind it"));
                }
            }
        }

        return remarks;
    }

    /// <summary>The reason why a hit is accepted; null when it is not.</summary>
    public string? ReasonFor(Hit hit)
    {
        for (var line = hit.Line; line <= hit.LastLine && reasons.Count > 0; line++)
        {
            if (reasons.TryGetValue(line, out var reason))
            {
                return reason;
            }
        }

        return null;
    }

    [GeneratedRegex(@"^(?<before>.*?)(^|\s)(#|//)\s*mesh:allow(?<reason>\s.*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Remark();
}
