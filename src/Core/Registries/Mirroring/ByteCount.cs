using System.Globalization;

namespace Mesh.Core.Registries.Mirroring;

/// <summary>Numbers of bytes.</summary>
internal static class ByteCount
{
    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB"];

    /// <summary>For people, in units of thousands as registries show them: <c>12.3 MB</c>.</summary>
    public static string Words(long bytes)
    {
        var (amount, unit) = ((decimal)bytes, 0);
        // 999,950 would be written as 1000.0 kB.
        for (; amount >= (unit == 0 ? 1000m : 999.95m) && unit < Units.Length - 1; unit++)
        {
            amount /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 ? $"{bytes}" : $"{amount:0.0}")} {Units[unit]}");
    }

    /// <summary>The size of all. Sizes are what manifests claim: their sum must not overflow.</summary>
    public static long Sum(IEnumerable<MirrorBlob> blobs) => (long)Math.Min(long.MaxValue, blobs.Sum(blob => (decimal)blob.Content.Size));
}
