using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Istio.Backup;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Archives;

/// <summary>Evidence as files and back. The same state gives the same bytes.</summary>
internal static class EvidenceFiles
{
    private static readonly JsonSerializerOptions Lines = new() { MaxDepth = 200, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The files, the manifest first. What does not fit is left out, and the manifest says so.</summary>
    /// <param name="evidence">What was seen.</param>
    /// <param name="istioNamespace">The namespace of the control plane.</param>
    public static IReadOnlyList<ArchiveFile> Of(EvidenceSet evidence, string istioNamespace)
    {
        var (files, entries, counts, notSeen) = (new List<ArchiveFile>(), new List<ArchiveEntry>(), new Dictionary<string, int>(), evidence.NotSeen.ToList());
        var (room, newest) = (ArchiveLimits.Whole - (8L << 20), DateTimeOffset.MinValue);
        foreach (var (kind, items) in evidence.Objects.OrderBy(kind => ArchivePaths.Of(kind.Key), StringComparer.Ordinal))
        {
            var (content, count) = Write(items, Math.Min(room, ArchiveLimits.File));
            if (count < items.Count)
            {
                notSeen.Add($"{kind.Plural}: {items.Count - count} of {items.Count} did not fit into the archive");
            }

            newest = Moments.Newest(content, evidence.TakenAt) is { } found && found > newest ? found : newest;
            counts[kind.Plural] = count;
            Add(new(ArchivePaths.Of(kind), content), path => new(path, Digest(content)) { Kind = kind });
        }

        foreach (var log in evidence.Logs.OrderBy(ArchivePaths.Of, StringComparer.Ordinal).DistinctBy(ArchivePaths.Of).Take(ArchiveLimits.Files / 2))
        {
            var content = Encoding.UTF8.GetBytes(string.Concat(log.Lines.Select(line => line + "\n")));
            if (content.Length <= room)
            {
                Add(new(ArchivePaths.Of(log), content), path => new(path, Digest(content)) { Log = log });
            }
        }

        counts["logs"] = entries.Count(entry => entry.Log is not null);
        var manifest = new ArchiveManifest(newest == DateTimeOffset.MinValue ? evidence.TakenAt : newest, [.. entries.OrderBy(entry => entry.Path, StringComparer.Ordinal)])
        {
            Context = evidence.Context, Server = evidence.Server?.Text, Namespaces = evidence.Namespaces, IstioNamespace = istioNamespace, NotSeen = notSeen, Counts = counts, Platforms = evidence.Platforms,
        };
        return [new(ArchivePaths.Manifest, CleanObject.Write(manifest.ToJson())), .. files.OrderBy(file => file.Path, StringComparer.Ordinal)];

        void Add(ArchiveFile file, Func<string, ArchiveEntry> entry)
        {
            room -= file.Content.Length;
            files.Add(file);
            entries.Add(entry(file.Path));
        }
    }

    /// <summary>Reads them. Nothing of it is believed: what is read passes the same sieve as what a cluster says.</summary>
    /// <param name="files">The files, by path.</param>
    /// <returns>The evidence, and the namespace of the control plane.</returns>
    /// <exception cref="FormatException">They are no archive; the message says why.</exception>
    public static (EvidenceSet Evidence, string IstioNamespace) Read(IReadOnlyDictionary<string, byte[]> files)
    {
        if (!files.TryGetValue(ArchivePaths.Manifest, out var bytes))
        {
            throw new FormatException($"it holds no {ArchivePaths.Manifest}");
        }

        var manifest = ArchiveManifest.Read(Parse(ArchivePaths.Manifest, bytes));
        if (files.Keys.Except(manifest.Entries.Select(entry => entry.Path).Append(ArchivePaths.Manifest), StringComparer.Ordinal).Order(StringComparer.Ordinal).FirstOrDefault() is { } surplus)
        {
            throw new FormatException($"{Printable.OneLine(surplus)} is not in its {ArchivePaths.Manifest}");
        }

        var (objects, logs) = (new Dictionary<ResourceKind, IReadOnlyList<JsonObject>>(), new List<ContainerLog>());
        foreach (var entry in manifest.Entries)
        {
            var content = files.TryGetValue(entry.Path, out var found) ? found : throw new FormatException($"{entry.Path} is missing");
            if (!Digest(content).Equals(entry.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                throw new FormatException($"{entry.Path} has been changed: its SHA-256 is not the one in the {ArchivePaths.Manifest}");
            }

            if (entry.Kind is { } kind)
            {
                objects[kind] = [.. Objects(entry.Path, content).Select(item => ObjectSieve.Of(kind, item))];
            }
            else if (entry.Log is { } log)
            {
                logs.Add(log with { Lines = PrintedLines.Of(Encoding.UTF8.GetString(content), int.MaxValue) });
            }
        }

        return (new EvidenceSet
        {
            TakenAt = manifest.Newest, Context = manifest.Context, Server = KubeVersion.TryParse(manifest.Server, out var version) ? version : null,
            Namespaces = manifest.Namespaces, Objects = objects, Logs = logs, NotSeen = manifest.NotSeen, Platforms = manifest.Platforms,
        }, manifest.IstioNamespace);
    }

    private static IEnumerable<JsonObject> Objects(string path, byte[] content) => Parse(path, content) is JsonArray list
        ? list.Select(item => item is JsonObject one && one.Name().Length > 0 ? one : throw new FormatException($"{path} holds something that is no object of a cluster"))
        : throw new FormatException($"{path} is no list of objects");

    private static JsonNode? Parse(string path, byte[] content)
    {
        try
        {
            return JsonNode.Parse(content, documentOptions: ObjectSieve.Reading with { AllowDuplicateProperties = false });
        }
        catch (JsonException broken)
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{path}:{broken.LineNumber + 1} is no JSON: {Printable.OneLine(broken.Message)}"));
        }
    }

    // One object to a line, so that a person can search it and a diff of two archives shows what has changed.
    private static (byte[] Content, int Count) Write(IReadOnlyList<JsonObject> items, long room)
    {
        var (text, count) = (new StringBuilder("["), 0);
        foreach (var item in items)
        {
            var line = CleanObject.Sorted(item)!.ToJsonString(Lines);
            if (text.Length + line.Length + 4 > room)
            {
                break;
            }

            text.Append(count++ == 0 ? "\n" : ",\n").Append(line);
        }

        return (Encoding.UTF8.GetBytes(text.Append("\n]\n").ToString()), count);
    }

    private static string Digest(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
