using Mesh.Core.Images.Looking;
using Mesh.Core.Images.Placing;
using Mesh.Core.Model;

namespace Mesh.Core.Images.Matrix;

/// <summary>Every image against every platform that pods can land on.</summary>
/// <param name="Platforms">The columns; null for the one of images that are needed nobody knows for which platform.</param>
/// <param name="Rows">The images, by name.</param>
internal sealed record ImageMatrix(IReadOnlyList<Platform?> Platforms, IReadOnlyList<Row> Rows)
{
    /// <param name="pool">The nodes.</param>
    /// <param name="needs">The uses of images.</param>
    /// <param name="sightings">What was seen of each.</param>
    public static ImageMatrix Of(NodePool pool, IEnumerable<ImageNeed> needs, IReadOnlyDictionary<ImageReference, Sighting> sightings)
    {
        var wants = needs.GroupBy(need => need.Image).Select(same => (Name: same.Key.ToString(), Sighting: sightings[same.Key], Want: Want.Of(pool, same)))
            .OrderBy(one => one.Name, StringComparer.Ordinal).ToList();
        var said = wants.SelectMany(one => one.Want.Nodes.Keys).Distinct().OrderBy(platform => platform.ToString(), StringComparer.Ordinal);
        List<Platform?> columns = [.. pool.Platforms.Concat(said).Distinct()];
        if (wants.Any(one => one.Want.IsOpen))
        {
            columns.Add(null);
        }

        return new ImageMatrix(columns, [.. wants.Select(one => new Row(one.Sighting, one.Want.Subjects, [.. columns.Select(column => CellOf(one.Sighting, one.Want, column))]))]);
    }

    private static Cell CellOf(Sighting sighting, Want want, Platform? platform)
    {
        IReadOnlyList<string>? nodes = [];
        if (platform is null ? !want.IsOpen : !want.Nodes.TryGetValue(platform, out nodes))
        {
            return new Cell(platform, CellState.NotNeeded, []);
        }

        var state = sighting.IsUnseen ? CellState.NotSeen
            : sighting.Inspection is null || (platform is not null && sighting.Lacks([platform]).Any()) ? CellState.Missing
            : CellState.Exists;
        return new Cell(platform, state, nodes!);
    }
}
