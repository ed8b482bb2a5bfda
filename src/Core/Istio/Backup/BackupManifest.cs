using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Backup;

/// <summary>What a backup holds: every file with its SHA-256, and how many of each kind.</summary>
/// <param name="Origin">Where and when it was made.</param>
/// <param name="Releases">The helm releases of the mesh, each with its chart and revision.</param>
/// <param name="Files">Its files, by path.</param>
internal sealed record BackupManifest(BackupOrigin Origin, IReadOnlyList<MeshRelease> Releases, IReadOnlyList<BackupFile> Files)
{
    private const int Schema = 1;

    /// <summary>How many there are of each kind, by kind.</summary>
    public IReadOnlyDictionary<string, int> Counts { get; } = new SortedDictionary<string, int>(Files.CountBy(file => file.Kind).ToDictionary(count => count.Key, count => count.Value), StringComparer.Ordinal);

    /// <summary>How many files a section has.</summary>
    public int Count(BackupSection section) => Files.Count(file => file.Section == section);

    /// <summary>As it is written.</summary>
    public JsonObject ToJson() => new()
    {
        ["schema"] = Schema,
        ["time"] = Origin.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        ["cluster"] = new JsonObject { ["context"] = Origin.Context, ["server"] = Origin.Server, ["version"] = Origin.Version, ["identity"] = Origin.Identity },
        ["istioNamespace"] = Origin.Namespace,
        ["releases"] = new JsonArray([.. Releases.Select(release => new JsonObject
        {
            ["name"] = release.Installed.Name, ["namespace"] = release.Installed.Namespace, ["chart"] = release.Installed.Chart, ["appVersion"] = release.Installed.AppVersion, ["revision"] = release.Installed.Revision,
        })]),
        ["counts"] = new JsonObject(Counts.Select(count => KeyValuePair.Create(count.Key, (JsonNode?)count.Value))),
        ["files"] = new JsonArray([.. Files.Select(file => new JsonObject
        {
            ["path"] = file.Path, ["sha256"] = file.Sha256, ["section"] = Name(file.Section), ["kind"] = file.Kind, ["apiVersion"] = file.ApiVersion, ["kindName"] = file.KindName, ["namespace"] = file.Namespace, ["name"] = file.Name,
        })]),
    };

    /// <summary>Reads one.</summary>
    /// <param name="content">The file's bytes.</param>
    /// <param name="shown">The file, for messages.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it is none, or its counts are not those of its files.</exception>
    public static BackupManifest Read(ReadOnlySpan<byte> content, string shown)
    {
        try
        {
            var root = JsonNode.Parse(content, documentOptions: CleanObject.Reading) as JsonObject ?? throw new JsonException("it is no object");
            if (root.Number("schema") != Schema)
            {
                throw new MeshException(ExitCode.MalformedInput, $"{shown} is of schema {root["schema"]?.ToJsonString() ?? "none"}, and this program knows {Schema}", "Restore it with the program that made it");
            }

            var origin = new BackupOrigin(root.Time("time") ?? throw Lacks("time"), Need(root, "cluster", "context"), Need(root, "cluster", "server"), Need(root, "cluster", "version"), Need(root, "cluster", "identity"), Need(root, "istioNamespace"));
            var releases = root.Items("releases").Select(item => new MeshRelease(
                new(Need(item, "name"), (int)(item.Number("revision") ?? 0), "deployed", Need(item, "chart")) { Namespace = Need(item, "namespace"), AppVersion = item.Text("appVersion") }, Need(item, "chart")));
            var manifest = new BackupManifest(origin, [.. releases], [.. root.Items("files").Select(File)]);
            return manifest.Counts.Select(count => KeyValuePair.Create(count.Key, (long?)count.Value)).SequenceEqual((root.Child("counts") ?? []).Select(count => KeyValuePair.Create(count.Key, root.Number("counts", count.Key))))
                ? manifest
                : throw new MeshException(ExitCode.MalformedInput, $"{shown} does not list the files that it counts", "Take another backup: this one has been changed or cut off");
        }
        catch (JsonException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{shown} is no manifest of a backup: {exception.Message}", "Take another backup: this one has been changed or cut off", exception);
        }
    }

    private static BackupFile File(JsonObject item) => new(Need(item, "path"), Need(item, "sha256"),
        Enum.GetValues<BackupSection>().Cast<BackupSection?>().FirstOrDefault(section => Name(section!.Value) == item.Text("section")) ?? throw Lacks("section"),
        Need(item, "kind"), Need(item, "apiVersion"), Need(item, "kindName"), item.Text("namespace"), Need(item, "name"));

    private static string Need(JsonObject item, params ReadOnlySpan<string> path) => item.Text(path) ?? throw Lacks(string.Join('.', path.ToArray()));

    private static JsonException Lacks(string what) => new($"{what} is missing");

    private static string Name(BackupSection section) => section switch
    {
        BackupSection.Definitions => "crds",
        BackupSection.Namespaces => "namespaces",
        BackupSection.Objects => "objects",
        _ => "values",
    };
}
