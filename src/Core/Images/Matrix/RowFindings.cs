using Mesh.Core.Findings;
using Mesh.Core.Registries;

namespace Mesh.Core.Images.Matrix;

/// <summary>What is wrong with the images of a matrix: at most one finding each, about all platforms together.</summary>
/// <param name="parents">Finds the index above a pinned digest.</param>
/// <param name="hubs">Finds another hub that has an image of Istio.</param>
internal sealed class RowFindings(ParentIndex parents, OtherHubs hubs)
{
    private const int AtOnce = 16;

    /// <summary>The rows with their findings. Remedies are looked for live, so this asks registries.</summary>
    public async Task<ImageMatrix> FindAsync(ImageMatrix matrix, CancellationToken cancellation)
    {
        var rows = matrix.Rows.ToArray();
        var wrong = Enumerable.Range(0, rows.Length).Where(index => rows[index].Missing.Count > 0);
        await Parallel.ForEachAsync(wrong, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (index, token) => rows[index] = rows[index] with { Finding = await OfAsync(rows[index], token) });
        return matrix with { Rows = rows };
    }

    private async Task<Finding> OfAsync(Row row, CancellationToken cancellation)
    {
        var finding = row.Sighting.Fault switch
        {
            // The registry's remedy names the tags there are that come near.
            RegistryFault.TagMissing => On(Catalogue.TagMissing, row) with { Remedy = $"{row.Sighting.Error!.Remedy}, or copy it with Mesh.MirrorImages" },
            RegistryFault.RepositoryMissing => On(Catalogue.RepositoryMissing, row),
            RegistryFault.SchemaOne => On(Catalogue.SchemaOne, row),
            null => await PlatformAsync(row, cancellation),
            _ => On(Catalogue.InvalidImage, row),
        };
        return finding.Code is "IMG001" or "IMG002" or "IMG003" && await hubs.RemedyAsync(row, cancellation) is { } remedy ? finding with { Remedy = $"{remedy}; {finding.Remedy}" } : finding;
    }

    private static Finding On(FindingKind kind, Row row) => kind.On(row.Image.ToString(), $"{row.Sighting.Error!.Reason}; {NeededBy(row)}");

    private async Task<Finding> PlatformAsync(Row row, CancellationToken cancellation)
    {
        var inspection = row.Sighting.Inspection!;
        var offered = inspection.Offers.Select(offer => offer.Platform.ToString()).Distinct().ToList() is { Count: > 0 } platforms ? string.Join(", ", platforms) : "no platform at all";
        var missing = string.Join(", ", row.Missing.Select(cell => $"{cell.Platform}{(cell.Nodes.Count == 0 ? "" : $" ({Words.List("node", cell.Nodes)})")}"));
        var end = inspection.IsIndex ? "its pods there would stay in ImagePullBackOff: no match for platform in manifest" : "its pods there would end in exec format error";
        var evidence = $"needed for {string.Join(", ", row.Needed)}; offered for {offered}; missing for {missing}: {end}; {NeededBy(row)}";
        return await parents.FindAsync(row, cancellation) is { } parent
            ? Catalogue.PinnedToChild.On(row.Image.ToString(), $"{evidence}; {parent.Name} is an index that lists this digest and has every needed platform") with { Remedy = $"Pin {parent.Index} instead" }
            : Catalogue.PlatformMissing.On(row.Image.ToString(), evidence);
    }

    private static string NeededBy(Row row) => $"needed by {Words.List("", row.NeededBy)}";
}
