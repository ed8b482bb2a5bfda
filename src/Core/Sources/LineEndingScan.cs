namespace Mesh.Core.Sources;

/// <summary>What the bytes of a file are like, and the state the file was in when they were read.</summary>
/// <param name="File">The file.</param>
/// <param name="Found">The counts.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Modified">When it was last written, in UTC.</param>
internal sealed record LineEndingScan(SourceFile File, LineEndingFold Found, long Length, DateTime Modified)
{
    /// <summary>Whether normalizing would change the file.</summary>
    public bool IsWrong => !Found.HasNul && Found.Removed > 0;

    /// <summary>Whether carriage returns stand in it that only its author can judge.</summary>
    public bool HasLoneCarriageReturns => !Found.HasNul && Found.LoneCarriageReturns > 0;

    /// <summary>The line endings as a person reads them, such as <c>12 CRLF among 3 LF</c> or <c>3 LF</c>.</summary>
    public string Counts => Found.CrLf == 0 ? $"{Found.LineFeeds} LF" : Found.LineFeeds == Found.CrLf ? $"{Found.CrLf} CRLF" : $"{Found.CrLf} CRLF among {Found.LineFeeds - Found.CrLf} LF";

    /// <summary>What is wrong with the file, such as <c>12 CRLF, byte order mark</c>.</summary>
    public string Wrong => string.Join(", ", [.. Found.CrLf > 0 ? [Counts] : Array.Empty<string>(), .. Found.HasMark ? ["byte order mark"] : Array.Empty<string>()]);

    /// <summary>What normalizing does to the file, in one line, such as <c>12 CRLF -> LF, byte order mark removed (-15 bytes)</c>.</summary>
    public string Diff =>
        string.Join(", ", [.. Found.CrLf > 0 ? [$"{Counts} -> LF"] : Array.Empty<string>(), .. Found.HasMark ? ["byte order mark removed"] : Array.Empty<string>()]) + $" (-{Found.Removed} bytes)";

    /// <summary>
    /// A command that brings back the bytes as they were; null where none does. It does only when every line ending was a plain CRLF and nothing else was changed.
    /// </summary>
    public string? Undo => Found is { HasMark: false, LoneCarriageReturns: 0 } && Found.LineFeeds == Found.CrLf && Found.Removed == Found.CrLf
        ? $"unix2dos -- '{File.Path.Replace("'", @"'\''", StringComparison.Ordinal)}'"
        : null;
}
