using System.Text.Json.Nodes;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>What the report says of one image.</summary>
internal sealed class MatrixRow(JsonNode row)
{
    public string Image => (string)row["image"]!;

    public string? Digest => (string?)row["digest"];

    public string? Finding => (string?)row["finding"];

    public IReadOnlyList<string> Offered => Texts(row["offered"]!);

    public IReadOnlyList<string> NeededBy => Texts(row["neededBy"]!);

    /// <summary>The state of a platform: exists, missing, notNeeded or notSeen.</summary>
    public string State(string platform) => (string)Cell(platform)["state"]!;

    public IReadOnlyList<string> Nodes(string platform) => Texts(Cell(platform)["nodes"]!);

    private JsonNode Cell(string platform) => row["platforms"]!.AsArray().Single(cell => (string)cell!["platform"]! == platform)!;

    private static IReadOnlyList<string> Texts(JsonNode list) => [.. list.AsArray().Select(text => (string)text!)];
}
