using System.Globalization;
using System.Text.Json;

namespace Mesh.Core.Diagnosis.Archives;

/// <summary>Finds the newest moment that objects tell of: when something was created, changed, seen or ended.</summary>
internal static class Moments
{
    /// <summary>The newest in a JSON text; null where there is none.</summary>
    /// <param name="json">The text.</param>
    /// <param name="now">What is later lies in the future, such as the end of a grace period.</param>
    public static DateTimeOffset? Newest(ReadOnlySpan<byte> json, DateTimeOffset now)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 200 });
        DateTimeOffset? newest = null;
        var isMoment = false;
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                isMoment = reader.ValueSpan.EndsWith("Time"u8) || reader.ValueSpan.EndsWith("Timestamp"u8) || reader.ValueSpan.EndsWith("At"u8);
                continue;
            }

            if (isMoment && reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length is >= 20 and <= 40
                && DateTimeOffset.TryParse(reader.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
                && moment <= now && !(moment <= newest))
            {
                newest = moment;
            }

            isMoment = false;
        }

        return newest;
    }
}
