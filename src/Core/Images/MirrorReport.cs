using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Registries.Mirroring;

namespace Mesh.Core.Images;

/// <summary>What the report and the table of steps say of copies.</summary>
internal static class MirrorReport
{
    /// <summary>The member <c>mirror</c> of the report.</summary>
    public static JsonObject Of(string to, IReadOnlyList<MirrorCopy> copies) => new()
    {
        ["to"] = to,
        ["bytesToMove"] = BytesToMove(copies),
        ["bytesMoved"] = copies.Sum(copy => copy.Result?.Moved ?? 0),
        ["images"] = new JsonArray([.. copies.Select(Image)]),
    };

    /// <summary>One line.</summary>
    public static string Line(IReadOnlyList<MirrorCopy> copies)
    {
        var by = copies.CountBy(copy => copy.State).ToDictionary();
        string?[] parts =
        [
            by.TryGetValue("planned", out var planned) ? $"{planned} to copy, {ByteCount.Words(BytesToMove(copies))} to move" : null,
            by.TryGetValue("copied", out var copied) ? $"{copied} copied, {ByteCount.Words(copies.Sum(copy => copy.Result?.Moved ?? 0))} moved" : null,
            by.TryGetValue("there", out var there) ? $"{there} there already" : null,
            by.TryGetValue("failed", out var failed) ? $"{failed} NOT copied" : null,
        ];
        return $"{copies.Count} image{(copies.Count == 1 ? "" : "s")}: {string.Join("; ", parts.OfType<string>())}";
    }

    /// <summary>What is to move in all, and how much of it a registry that mounts need not be sent again.</summary>
    public static string Outlook(IReadOnlyList<MirrorCopy> copies)
    {
        var (most, least) = (BytesToMove(copies), ByteCount.Sum(Missing(copies).DistinctBy(item => (item.Repository.Registry, item.Blob.Content.Digest)).Select(item => item.Blob)));
        return $"in all {ByteCount.Words(most)} to move{(most == least ? "" : $"; {ByteCount.Words(most - least)} of it lie in several repositories and move once where the registry mounts")}";
    }

    // What several images of one repository share moves once.
    private static long BytesToMove(IReadOnlyList<MirrorCopy> copies) => ByteCount.Sum(Missing(copies).DistinctBy(item => (item.Repository, item.Blob.Content.Digest)).Select(item => item.Blob));

    private static IEnumerable<(ImageRepository Repository, MirrorBlob Blob)> Missing(IReadOnlyList<MirrorCopy> copies) =>
        from copy in copies
        where copy.State is "planned" or "copied"
        from blob in copy.Plan!.Blobs
        where !blob.IsThere
        select (copy.Route.Destination.Repository, blob);

    private static JsonObject Image(MirrorCopy copy) => new()
    {
        ["source"] = copy.Source,
        ["destination"] = copy.Route.Destination.ToString(),
        ["state"] = copy.State,
        ["sourceDigest"] = copy.Plan?.SourceDigest.ToString(),
        ["digest"] = (copy.Plan?.Present ?? copy.Plan?.Digest)?.ToString(),
        ["platforms"] = new JsonArray([.. (copy.Plan?.Platforms ?? []).Select(platform => JsonValue.Create(platform.ToString()))]),
        ["bytesToMove"] = copy.Plan?.BytesToMove,
        ["bytesMoved"] = copy.Result?.Moved,
        ["bytesMounted"] = copy.Result?.Mounted,
        ["bytesThere"] = copy.Result?.There ?? copy.Plan?.BytesThere,
        ["failure"] = copy.Failure,
    };
}
