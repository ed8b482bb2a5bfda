using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>When a line of a log says that it was written: as RFC 3339, Envoy, istiod, klog, Jenkins' timestamper, key=value and JSON loggers write it.</summary>
internal static partial class LogMoment
{
    // A line of JSON that is longer is cut off where it was read, and is none any more.
    private const int LongestJson = 4000;

    private static readonly string[] Keys = ["time", "ts", "timestamp", "@timestamp"];

    /// <summary>The moment; null where the line says none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="now">When it is: klog says no year.</param>
    public static DateTimeOffset? Of(string line, DateTimeOffset now) =>
        Iso().Match(line) is { Success: true } iso ? FromIso(iso)
        : Klog().Match(line) is { Success: true } klog ? FromKlog(klog, now)
        : line.StartsWith('{') ? FromJson(line)
        : Pairs().Match(line) is { Success: true } pair ? FromText(pair.Groups["value"].Value)
        : null;

    private static DateTimeOffset? FromText(string text) =>
        Iso().Match(text) is { Success: true } iso ? FromIso(iso) : double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? FromEpoch(number) : null;

    private static DateTimeOffset? FromIso(Match iso)
    {
        var zone = iso.Groups["zone"] is { Success: true, Value: var said } && said != "Z" ? said : "+00:00";
        var text = $"{iso.Groups["date"].Value}T{iso.Groups["clock"].Value}.{iso.Groups["part"].Value.PadRight(7, '0')[..7]}{(zone.Contains(':', StringComparison.Ordinal) ? zone : zone.Insert(3, ":"))}";
        return DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) ? moment : null;
    }

    // Of this year, or of the last one where that would be tomorrow.
    private static DateTimeOffset? FromKlog(Match klog, DateTimeOffset now) => new[] { now.Year, now.Year - 1 }
        .Select(year => DateTimeOffset.TryParseExact(string.Create(CultureInfo.InvariantCulture, $"{year:0000}{klog.Groups["day"].Value} {klog.Groups["clock"].Value}"), "yyyyMMdd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : (DateTimeOffset?)null)
        .FirstOrDefault(moment => moment <= now.AddDays(1));

    private static DateTimeOffset? FromJson(string line)
    {
        if (line.Length > LongestJson)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(line, documentOptions: new JsonDocumentOptions { MaxDepth = 32 }) is JsonObject said
                ? Keys.Select(key => said[key]).OfType<JsonValue>().Select(value => value.TryGetValue<double>(out var number) ? FromEpoch(number) : FromText(value.Text() ?? "")).FirstOrDefault(moment => moment is not null) : null;
        }
        // A key that is there twice is found out when it is asked for only.
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentException)
        {
            return null;
        }
    }

    // Seconds, and by their size milli-, micro- or nanoseconds.
    private static DateTimeOffset? FromEpoch(double number)
    {
        var seconds = number switch { >= 1e17 => number / 1e9, >= 1e14 => number / 1e6, >= 1e11 => number / 1e3, _ => number };
        return seconds is >= 1e8 and < 1e11 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }

    [GeneratedRegex(@"^\[?(?<date>\d{4}-\d\d-\d\d)[T ](?<clock>\d\d:\d\d:\d\d)(?:[.,](?<part>\d{1,9}))?\s?(?<zone>Z|[+-]\d\d:?\d\d)?(?![\w:])", RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^[IWEF](?<day>\d{4}) (?<clock>\d\d:\d\d:\d\d)\.\d", RegexOptions.CultureInvariant)]
    private static partial Regex Klog();

    [GeneratedRegex(@"^(?:\w{1,20}=[^\s""]{1,80} ){0,3}(?:time|ts|timestamp)=""?(?<value>[^""\s]{10,40}(?: \d\d:\d\d:\d\d)?)", RegexOptions.CultureInvariant)]
    private static partial Regex Pairs();
}
