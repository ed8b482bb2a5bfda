using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Mesh.Core.Journal;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Notes the warnings a server sends along (deprecated versions, unknown fields), each once.</summary>
internal sealed class ServerWarnings(string context, RunJournal journal)
{
    private readonly ConcurrentDictionary<string, bool> said = [];

    public void Hear(HttpResponseHeaders headers)
    {
        foreach (var warning in headers.Warning)
        {
            var text = warning.Text.Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal);
            if (said.TryAdd(text, true))
            {
                journal.Note($"{context}: the server warns: {text}");
            }
        }
    }
}
