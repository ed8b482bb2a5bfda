using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>What a line of a log says, without what the logger, the CI product and the terminal put around it.</summary>
public static partial class LogText
{
    private const int MostPrefixes = 6;

    private static readonly string[] Messages = ["msg", "message", "Message", "log", "body"];
    private static readonly string[] Errors = ["error", "err", "Error", "reason"];

    /// <summary>The message in a line: no colours, no times, no names of stages or pods before it; the message and the error of a JSON line.</summary>
    /// <param name="line">The line.</param>
    public static string Of(string line)
    {
        var text = Printable.Of(line).Trim().TrimEnd('␍');
        for (var taken = 0; taken < MostPrefixes && Prefix().Match(text) is { Success: true, Length: > 0 } prefix; taken++)
        {
            text = text[prefix.Length..];
        }

        return text.StartsWith('{') && text.EndsWith('}') && FromJson(text) is { } message ? message : Unescape(text);
    }

    /// <summary>The text with quotes that a structured logger has escaped as they were.</summary>
    /// <param name="text">The text.</param>
    public static string Unescape(string text) => text.Contains("\\\"", StringComparison.Ordinal) ? text.Replace("\\\"", "\"", StringComparison.Ordinal) : text;

    private static string? FromJson(string text)
    {
        try
        {
            if (JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 32 }) is not JsonObject line)
            {
                return null;
            }

            return AccessLine.FromJson(line) ?? (First(line, Messages) is { } message
                ? Printable.OneLine(First(line, Errors) is { } error && !message.Contains(error, StringComparison.Ordinal) ? $"{message}: {error}" : message)
                : null);
        }
        // A key that is there twice is found out when it is asked for only.
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return null;
        }
    }

    private static string? First(JsonObject line, string[] keys) => keys.Select(key => line.Text(key)).FirstOrDefault(text => !string.IsNullOrWhiteSpace(text));

    // Times (ISO, clock, klog's), [stages] and [pod/NAME/CONTAINER], names before a bar, levels and scopes between tabs.
    [GeneratedRegex(
        """
        ^(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]?\s+
        |\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]?\s+
        |[IWEF]\d{4}\ \d\d:\d\d:\d\d\.\d{6}\s+\d+\ [\w.-]+:\d+\]\s
        |\[(?:[\w.:-]+/)*[\w.:-]+\]\s+
        |[\w.-]{1,80}\s+\|\s+
        |(?:debug|info|warn|warning|error|fatal)\t(?:[\w-]+\t)?
        |(?:TRACE|DEBUG|INFO|WARN|ERROR)\s+
        |\#\#\[(?:error|warning|notice)\]
        |::(?:error|warning|notice)[^:]{0,200}::)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Prefix();
}
