namespace Mesh.Core.Certificates.Making;

/// <summary>A folder whose files are to appear together.</summary>
/// <param name="Place">The folder.</param>
/// <param name="Files">Its files.</param>
/// <param name="Aside">Where what is there is moved to before; null when it stays.</param>
internal sealed record PlannedFolder(CaPlace Place, IReadOnlyList<PlannedFile> Files, CaPlace? Aside = null)
{
    /// <summary>Where a folder goes that is made anew: beside it, under a name that says when, such as <c>root.20261121T080000Z</c>; null unless rotation was asked for and it holds a CA.</summary>
    /// <param name="place">The folder.</param>
    /// <param name="asked">Whether it was asked for: what turns up there unasked must stop the run and not be moved.</param>
    /// <param name="now">The time.</param>
    public static CaPlace? AsideOf(CaPlace place, bool asked, DateTimeOffset now)
    {
        if (!asked || !CaFolder.HoldsAny(place.Path))
        {
            return null;
        }

        var date = now.ToString("'.'yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var end = Enumerable.Range(1, int.MaxValue).Select(turn => turn == 1 ? date : $"{date}-{turn}").First(end => !Path.Exists(place.Path + end));
        return new CaPlace(place.Name, place.Path + end, place.Shown + end);
    }
}
