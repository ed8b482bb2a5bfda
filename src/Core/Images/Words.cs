namespace Mesh.Core.Images;

/// <summary>Lists that stay readable however long they are.</summary>
internal static class Words
{
    private const int MostNamed = 3;

    /// <summary><c>nodes a, b, c and 5 more</c>.</summary>
    /// <param name="noun">What they are, in the singular; empty for nothing.</param>
    /// <param name="names">Their names; at least one.</param>
    public static string List(string noun, IReadOnlyCollection<string> names) =>
        $"{(noun.Length == 0 ? "" : names.Count == 1 ? $"{noun} " : $"{noun}s ")}{string.Join(", ", names.Take(MostNamed))}{(names.Count > MostNamed ? $" and {names.Count - MostNamed} more" : "")}";

    /// <summary><c>1 image</c>, <c>2 images</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="noun">What they are, in the singular.</param>
    public static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
