using Mesh.Core.Findings;

namespace Mesh.Core.Istio;

/// <summary>One finding for everything of a kind: ten thousand pods of a mesh are cut off by one cause.</summary>
internal static class GroupedFinding
{
    private const int MostNamed = 10;

    /// <summary>The finding, which names the first ten.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="which">What it is about, one at least, each with what was seen.</param>
    /// <param name="many">The word for several of them.</param>
    public static Finding Of(FindingKind kind, IReadOnlyList<(string Subject, string Seen)> which, string many) => which is [var only]
        ? kind.On(only.Subject, only.Seen)
        : kind.On($"{which.Count} {many}", string.Join('\n', which.Take(MostNamed).Select(one => $"{one.Subject}: {one.Seen}")) + (which.Count > MostNamed ? $"\nand {which.Count - MostNamed} more" : ""));
}
