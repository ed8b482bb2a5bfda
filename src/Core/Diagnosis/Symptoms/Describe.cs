using System.Text.RegularExpressions;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>What kubectl prints for people: the tables of get and the paragraphs of describe.</summary>
internal static partial class Describe
{
    /// <summary>The state that a line of describe begins to tell of; null for no such line.</summary>
    public static string? State(string line) => line.Contains("State:", StringComparison.Ordinal) && StateLine().Match(line) is { Success: true } match ? match.Groups["state"].Value : null;

    /// <summary>Whether a line begins to tell of something else.</summary>
    public static bool EndsState(string line) => line.Contains("Ready:", StringComparison.Ordinal) || line.Contains("Restart Count:", StringComparison.Ordinal);

    /// <summary>The reason of the present state, as the cluster has it: <c>CrashLoopBackOff</c>; null for no such line.</summary>
    public static string? Reason(string line) => ReasonLine().Match(line) is { Success: true } match ? match.Groups["reason"].Value : null;

    /// <summary>A row of get pods: the namespace, if it stands there, and the status; null for no such row.</summary>
    public static (string? Namespace, string Status)? Pod(string line) => PodRow().Match(line) is { Success: true } match
        ? (match.Groups["ns"] is { Success: true, Value: var ns } ? ns : null, match.Groups["status"].Value) : null;

    /// <summary>Whether a row of get services is that of a load balancer without an address.</summary>
    public static bool IsPendingService(string line) => PendingRow().IsMatch(line);

    /// <summary>The message of a warning among the events; null for no such line.</summary>
    public static string? Warning(string line) => DescribedEvent().Match(line) is { Success: true } described ? described.Groups["message"].Value
        : ListedEvent().Match(line) is { Success: true } listed ? listed.Groups["message"].Value : null;

    [GeneratedRegex(@"^\s*(?:Last )?State:\s+(?<state>Waiting|Terminated|Running)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex StateLine();

    [GeneratedRegex(@"^\s+Reason:\s+(?<reason>[A-Z]\w+)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex ReasonLine();

    [GeneratedRegex(@"^(?:(?<ns>[a-z0-9-]{1,63})\s+)?[a-z0-9][a-z0-9.-]{0,252}\s+\d+/\d+\s+(?:Init:)?(?<status>[A-Z]\w+)\s+\d+(?:\s+\([^)]{1,20} ago\))?\s+\S{1,12}(?:\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex PodRow();

    [GeneratedRegex(@"^(?:[a-z0-9-]{1,63}\s+)?[a-z0-9-]{1,63}\s+LoadBalancer\s+\S{1,45}\s+<pending>\s", RegexOptions.CultureInvariant)]
    private static partial Regex PendingRow();

    [GeneratedRegex(@"^\s*Warning\s+(?<reason>[A-Z]\w+)\s+(?:\d[\dhmsdy]*|<\w+>)(?:\s\(x\d+ over \w+\))?\s+[\w.-]+(?:,\s*\S+)?\s{2,}(?<message>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex DescribedEvent();

    [GeneratedRegex(@"^(?:[a-z0-9-]{1,63}\s+)?(?:\d[\dhmsd]*|<\w+>)(?:\s\(x\d+ over \w+\))?\s+Warning\s+(?<reason>[A-Z]\w+)\s+[a-z]+/\S+\s+(?<message>\S.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex ListedEvent();
}
