using System.Collections.Concurrent;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Processes;

/// <summary>Hears the output lines of tools, and lets a test wait for one of them.</summary>
internal sealed class Recorder : IJournalListener
{
    private readonly ConcurrentQueue<(string Text, bool IsError)> lines = new();
    private readonly ConcurrentQueue<string> tools = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> awaited = new();

    public IReadOnlyList<string> Output => [.. lines.Where(line => !line.IsError).Select(line => line.Text)];

    public IReadOnlyList<string> Error => [.. lines.Where(line => line.IsError).Select(line => line.Text)];

    public IReadOnlyList<string> Tools => [.. tools.Distinct()];

    /// <summary>The rest of the first line that begins with <paramref name="start"/>.</summary>
    public Task<string> LineAsync(string start)
    {
        var source = awaited.GetOrAdd(start, _ => new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        foreach (var (text, _) in lines)
        {
            Offer(start, source, text);
        }

        return source.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public void OnToolOutput(string tool, string line, bool isError)
    {
        tools.Enqueue(tool);
        lines.Enqueue((line, isError));
        foreach (var (start, source) in awaited)
        {
            Offer(start, source, line);
        }
    }

    private static void Offer(string start, TaskCompletionSource<string> source, string line)
    {
        if (line.StartsWith(start, StringComparison.Ordinal))
        {
            source.TrySetResult(line[start.Length..].Trim());
        }
    }
}
