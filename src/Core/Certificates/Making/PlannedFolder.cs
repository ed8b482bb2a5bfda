namespace Mesh.Core.Certificates.Making;

/// <summary>A folder whose files are to appear together.</summary>
/// <param name="Place">The folder.</param>
/// <param name="Files">Its files.</param>
/// <param name="Aside">Where what is there is moved to before; null when it stays.</param>
internal sealed record PlannedFolder(CaPlace Place, IReadOnlyList<PlannedFile> Files, CaPlace? Aside = null)
{
    /// <summary>A name beside a folder that says when it was replaced, such as <c>root.20261121T080000Z</c>.</summary>
    public static CaPlace BesideOf(CaPlace place, DateTimeOffset now)
    {
        var date = now.ToString("'.'yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        var end = Enumerable.Range(1, int.MaxValue).Select(turn => turn == 1 ? date : $"{date}-{turn}").First(end => !Path.Exists(place.Path + end));
        return new CaPlace(place.Name, place.Path + end, place.Shown + end);
    }
}
