using System.Text.Json.Nodes;

namespace Mesh.Core.Images.Matrix;

/// <summary>The matrix as the report has it; docs/report.md describes it.</summary>
internal static class MatrixJson
{
    /// <summary>The member of the report.</summary>
    public const string Name = "images";

    public static JsonArray Of(ImageMatrix matrix) => new([.. matrix.Rows.Select(Row)]);

    private static JsonNode Row(Row row)
    {
        var json = new JsonObject
        {
            ["image"] = row.Image.ToString(),
            ["digest"] = row.Sighting.Inspection?.Digest.ToString(),
            ["offered"] = List(row.Sighting.Inspection?.Offers.Select(offer => offer.Platform.ToString()).Distinct() ?? []),
            ["neededBy"] = List(row.NeededBy),
            ["platforms"] = new JsonArray([.. row.Cells.Select(Cell)]),
            ["finding"] = row.Finding?.Code,
        };
        if (row.Sighting.IsUnseen)
        {
            json["reason"] = row.Sighting.Error!.Reason;
        }

        return json;
    }

    private static JsonNode Cell(Cell cell) => new JsonObject
    {
        ["platform"] = cell.Platform?.ToString() ?? "any",
        ["state"] = cell.State switch { CellState.Exists => "exists", CellState.Missing => "missing", CellState.NotNeeded => "notNeeded", _ => "notSeen" },
        ["nodes"] = List(cell.Nodes),
    };

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
