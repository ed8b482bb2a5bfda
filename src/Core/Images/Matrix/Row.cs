using Mesh.Core.Findings;
using Mesh.Core.Images.Looking;
using Mesh.Core.Model;

namespace Mesh.Core.Images.Matrix;

/// <summary>An image with all platforms.</summary>
/// <param name="Sighting">What was seen of it.</param>
/// <param name="NeededBy">Who needs it, each once.</param>
/// <param name="Cells">A cell for each column of the matrix.</param>
internal sealed record Row(Sighting Sighting, IReadOnlyList<string> NeededBy, IReadOnlyList<Cell> Cells)
{
    /// <summary>What is wrong with it; null where nothing is, or where nobody could say.</summary>
    public Finding? Finding { get; init; }

    public ImageReference Image => Sighting.Image;

    /// <summary>The platforms it is needed for and not there.</summary>
    public IReadOnlyList<Cell> Missing { get; } = [.. Cells.Where(cell => cell.State == CellState.Missing)];

    /// <summary>The platforms it is needed for.</summary>
    public IEnumerable<Platform> Needed => Cells.Where(cell => cell.State != CellState.NotNeeded).Select(cell => cell.Platform).OfType<Platform>();

    /// <summary>True for a row that has to be read.</summary>
    public bool HasTrouble => Sighting.IsUnseen || Missing.Count > 0;
}
