using System.Globalization;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Signatures;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>
/// Picks out of a log, of a CI job, a pod or a tool, the lines that may tell of a failure, with their numbers and what stands beside them. The log is read once, line by line, whatever its size;
/// what it says again and again is kept once and counted.
/// </summary>
/// <param name="book">The signatures it is read for.</param>
public sealed class LogSymptoms(SignatureBook book)
{
    // More different failures than this nobody reads; the count of those that are kept goes on.
    private const int MostKept = 5000;

    // Names in the letters of another encoding are some, a picture or a memory dump is half.
    private const double MostUnreadable = 0.1;

    /// <summary>Reads a log to its end, be it that of a CI job or of anything else: its lines may hold whatever is printed somewhere.</summary>
    /// <param name="log">The log.</param>
    /// <param name="subject">What it is: its file as people name it, or <c>standard input</c>.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<Symptom> Read(TextReader log, string subject, CancellationToken cancellation = default) => Look(log, subject, cancellation).Symptoms;

    /// <summary>The same, with what could not be looked at.</summary>
    internal LogReading Look(TextReader log, string subject, CancellationToken cancellation) => Read(log, subject, SymptomPlace.CiLog, cancellation);

    /// <summary>Reads the log of a container, whose lines are what containers say.</summary>
    /// <param name="log">The log.</param>
    /// <param name="cancellation">Stops it.</param>
    public IReadOnlyList<Symptom> Read(ContainerLog log, CancellationToken cancellation = default)
    {
        using var lines = new StringReader(string.Join('\n', log.Lines));
        return [.. Read(lines, $"pod/{log.Pod} in {log.Namespace}", SymptomPlace.PodLog, cancellation).Symptoms.Select(symptom => symptom with { Namespace = log.Namespace, Pod = log.Pod, Container = log.Container })];
    }

    private LogReading Read(TextReader log, string subject, SymptomPlace printed, CancellationToken cancellation)
    {
        var (kept, lines, context, dropped) = (new Dictionary<string, LogSighting>(StringComparer.Ordinal), new LogLines(log), new LogContext(), 0L);
        while (lines.Next() is { } line)
        {
            if (lines.Number % 4096 == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            context.See(lines.Number, line);
            if (!MayTell(line) || LogMessage.Of(line, context, printed) is not { } message || book.Matches(message.Place, message.Text).Count == 0)
            {
                continue;
            }

            var key = $"{message.Place}:{Digits(message.Text)}";
            if (kept.TryGetValue(key, out var known))
            {
                known.Count++;
            }
            else if (kept.Count < MostKept)
            {
                kept[key] = new LogSighting(message, lines.Number, context.Before, context.After());
            }
            else
            {
                dropped++;
            }
        }

        return new(
            [.. kept.Values.OrderBy(sighting => sighting.Line).Select(sighting => sighting.ToSymptom(subject))],
            [
                .. lines.Number == 0 ? [$"{subject} is empty"] : Array.Empty<string>(),
                .. lines.Unreadable > MostUnreadable ? [string.Create(CultureInfo.InvariantCulture, $"{subject} is hardly text: {100 * lines.Unreadable:0} % of its beginning is no UTF-8, or no sign that can be shown")] : Array.Empty<string>(),
                .. dropped > 0 ? [$"{dropped} lines of {subject}: after {MostKept} different messages no more were kept"] : Array.Empty<string>(),
            ]);
    }

    // A structured logger escapes the quotes that messages are known by.
    private bool MayTell(string line) => book.MayMatch(line) || (line.Contains('\\', StringComparison.Ordinal) && book.MayMatch(LogText.Of(line)));

    // Times, ports and numbers of tries differ where the message is the same.
    private static string Digits(string text) => string.Create(Math.Min(text.Length, 500), text, (span, from) =>
    {
        for (var at = 0; at < span.Length; at++)
        {
            span[at] = char.IsAsciiDigit(from[at]) ? '0' : from[at];
        }
    });
}
