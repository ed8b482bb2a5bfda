using System.Collections.Concurrent;
using System.Globalization;
using Mesh.Core.Journal;

namespace Mesh.Core.Registries.Http;

/// <summary>What registries say of how much more may be asked. Source: Docker Hub's headers ratelimit-limit, ratelimit-remaining and docker-ratelimit-source.</summary>
internal sealed class RateLimits(RunJournal journal)
{
    private readonly ConcurrentDictionary<string, Limit> limits = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, bool> warned = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>One line per registry that has said something.</summary>
    public IReadOnlyList<string> Lines => [.. limits.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => Line(pair.Key, pair.Value))];

    public void Hear(string registry, RegistryAnswer answer)
    {
        if (Read(answer.Header("ratelimit-limit")) is not { } most || Read(answer.Header("ratelimit-remaining")) is not { } left)
        {
            return;
        }

        var limit = new Limit(most.Count, left.Count, most.Window ?? left.Window, answer.Header("docker-ratelimit-source"));
        // Answers overtake each other; the lowest is the latest, until a new window begins.
        limits.AddOrUpdate(registry, limit, (_, last) => last.Left < limit.Left && last.Left > 0 ? last : limit);
        if (limit.Left * 10 < limit.Most && warned.TryAdd(registry, true))
        {
            journal.Note($"{Line(registry, limit)}: the next ones will be refused with 429");
        }
    }

    /// <summary>Says that a registry wants to be left alone for a while.</summary>
    public void Waiting(string registry, TimeSpan wait) =>
        journal.Note($"{registry} says 429, too many requests; asking again in {Math.Ceiling(wait.TotalSeconds):0} s{(limits.TryGetValue(registry, out var limit) ? $" ({Line(registry, limit)})" : "")}");

    private static string Line(string registry, Limit limit) =>
        $"{registry}: {limit.Left} of {limit.Most} pulls left{(limit.Window is { } window ? $" in {Words(window)}" : "")}{(limit.Source is { Length: > 0 and < 100 } source ? $", counted for {source}" : "")}";

    private static string Words(TimeSpan window) => window.TotalHours >= 1 ? $"{window.TotalHours:0.#} h" : window.TotalMinutes >= 1 ? $"{window.TotalMinutes:0.#} min" : $"{window.TotalSeconds:0} s";

    // 100;w=21600: so many in so many seconds.
    private static (long Count, TimeSpan? Window)? Read(string? header)
    {
        var parts = header?.Split(';', StringSplitOptions.TrimEntries) ?? [];
        return parts is [var count, ..] && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue
            ? (number, parts.Skip(1).Select(WindowOf).FirstOrDefault(window => window is not null))
            : null;
    }

    private static TimeSpan? WindowOf(string part) =>
        part.StartsWith("w=", StringComparison.Ordinal) && int.TryParse(part.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? TimeSpan.FromSeconds(seconds) : null;

    private sealed record Limit(long Most, long Left, TimeSpan? Window, string? Source);
}
