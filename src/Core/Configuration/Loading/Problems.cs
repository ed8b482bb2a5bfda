using System.Globalization;
using Mesh.Core.Findings;

namespace Mesh.Core.Configuration.Loading;

/// <summary>All that is wrong with a file, gathered so that it is told at once.</summary>
/// <param name="what">What the file is.</param>
/// <param name="help">Where its form is described.</param>
internal sealed class Problems(string what = "the configuration", string help = "every key is described in docs/configuration.md")
{
    // Whoever feeds in something that is no mesh.yaml at all wants to read that, not ten thousand lines.
    private const int Told = 50;

    private readonly List<(Place Place, Func<string> Text)> all = [];

    /// <summary>How much is wrong so far.</summary>
    public int Count => all.Count;

    /// <summary>Something is wrong.</summary>
    /// <param name="place">Where.</param>
    /// <param name="text">What, and what to do about it.</param>
    public void Add(Place place, string text) => Add(place, () => text);

    /// <summary>As the other, for a text that takes time to make, such as one with the nearest name; it is made only when it is told.</summary>
    /// <param name="place">Where.</param>
    /// <param name="text">What, and what to do about it.</param>
    public void Add(Place place, Func<string> text) => all.Add((place, text));

    /// <summary>Ends the loading when anything is wrong.</summary>
    /// <exception cref="MeshException">64 when an argument is wrong, else 65.</exception>
    public void ThrowIfAny()
    {
        if (all.Count == 0)
        {
            return;
        }

        var ordered = all.OrderBy(problem => problem.Place.Source).ThenBy(problem => problem.Place.Line).ThenBy(problem => problem.Place.Column).ToList();
        var lines = ordered.Take(Told).Select(problem => $"{problem.Place.Label}: {problem.Text()}").ToList();
        if (ordered.Count > Told)
        {
            lines.Add($"and {ordered.Count - Told} more");
        }

        throw new MeshException(
            ordered[0].Place.Source == PlaceSource.Argument ? ExitCode.Usage : ExitCode.MalformedInput,
            ordered.Count == 1 ? lines[0] : $"{ordered.Count} errors in {what}:\n{string.Join('\n', lines)}",
            $"Correct {(ordered.Count == 1 ? "it" : "them")}; {help}");
    }

    /// <summary>Text that someone else wrote, fit for an error: in quotes, short, without control characters.</summary>
    /// <param name="text">The text.</param>
    public static string Quote(string text) => $"'{Shorten(text)}'";

    /// <summary>As <see cref="Quote"/>, without the quotes.</summary>
    /// <param name="text">The text.</param>
    public static string Shorten(string text) => string.Concat((text.Length > 60 ? text[..60] + "…" : text)
        .Select(letter => char.IsControl(letter) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}") : letter.ToString()));

    /// <summary>The end of an error about a name nobody knows.</summary>
    /// <param name="name">The name.</param>
    /// <param name="known">The names there are.</param>
    public static string Suggest(string name, IReadOnlyList<string> known) =>
        name.Length <= 100 && NearestName.Of(name, known) is { } nearest ? $"did you mean '{nearest}'?" : $"known here: {string.Join(", ", known)}";
}
