using System.Text;
using System.Text.Json;

namespace Mesh.Integration.Environment;

/// <summary>The record that an API server keeps of every request: it proves what a dry run sent.</summary>
/// <remarks>The server writes a request down before it ends the answer, so whoever has read an answer to its end
/// finds the request here.</remarks>
public sealed class AuditLog(string path)
{
    public string Path { get; } = path;

    /// <summary>The place up to which the log has been written, to read on from there later.</summary>
    public long Position => File.Exists(Path) ? new FileInfo(Path).Length : 0;

    /// <summary>The answered requests that could change something, of all users, in the order of their answers.</summary>
    /// <param name="since">A <see cref="Position"/> taken before; 0 is the beginning.</param>
    public IReadOnlyList<AuditEvent> Mutations(long since = 0) => [.. Read(since).Where(found => found.IsMutation)];

    /// <summary>All answered requests, in the order of their answers.</summary>
    /// <param name="since">A <see cref="Position"/> taken before; 0 is the beginning.</param>
    public IReadOnlyList<AuditEvent> Read(long since = 0)
    {
        if (!File.Exists(Path))
            return [];
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Seek(since, SeekOrigin.Begin);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var text = reader.ReadToEnd();

        // The server may be in the middle of a line: only what ends with a line feed is complete.
        var complete = text[..(text.LastIndexOf('\n') + 1)];
        var events = new List<AuditEvent>();
        foreach (var line in complete.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            // A watch has a second line, from when it began.
            if (Text(json.RootElement, "stage") == "ResponseComplete")
                events.Add(Parse(json.RootElement));
        }

        return events;
    }

    private static AuditEvent Parse(JsonElement line)
    {
        var uri = Text(line, "requestURI");
        return new AuditEvent(
            Verb: Text(line, "verb"),
            Uri: uri,
            User: Text(line, "user", "username"),
            DryRun: IsDryRun(uri),
            UserAgent: Text(line, "userAgent"),
            ResponseCode: Find(line, "responseStatus", "code") is { } code ? code.GetInt32() : 0,
            ApiGroup: Text(line, "objectRef", "apiGroup"),
            Resource: Text(line, "objectRef", "resource"),
            Subresource: Text(line, "objectRef", "subresource"),
            Namespace: Text(line, "objectRef", "namespace"),
            Name: Text(line, "objectRef", "name"));
    }

    private static bool IsDryRun(string uri) =>
        uri.IndexOf('?', StringComparison.Ordinal) is var query and >= 0
        && uri[(query + 1)..].Split('&').Contains("dryRun=All", StringComparer.Ordinal);

    private static string Text(JsonElement element, params string[] path) => Find(element, path)?.GetString() ?? "";

    private static JsonElement? Find(JsonElement element, params string[] path)
    {
        foreach (var name in path)
        {
            if (!element.TryGetProperty(name, out element))
                return null;
        }

        return element;
    }
}
