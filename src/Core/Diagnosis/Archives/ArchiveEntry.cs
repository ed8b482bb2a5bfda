using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Archives;

/// <summary>What the manifest says of a file: its digest, and which objects or whose log it holds.</summary>
/// <param name="Path">Its path within the archive.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in hexadecimal.</param>
internal sealed record ArchiveEntry(string Path, string Sha256)
{
    private static readonly IReadOnlyList<ResourceKind> Known = [ResourceKind.Pod, .. EvidenceKinds.OfCluster, .. EvidenceKinds.Namespaced];

    /// <summary>The kind of the objects in it; null for a log.</summary>
    public ResourceKind? Kind { get; init; }

    /// <summary>Whose log it is, without its lines; null for objects.</summary>
    public ContainerLog? Log { get; init; }

    /// <summary>As the manifest has it.</summary>
    public JsonObject ToJson() => Log is { } log
        ? new() { ["path"] = Path, ["sha256"] = Sha256, ["namespace"] = log.Namespace, ["pod"] = log.Pod, ["container"] = log.Container, ["previous"] = log.Previous }
        : new() { ["path"] = Path, ["sha256"] = Sha256, ["group"] = Kind!.Group, ["kind"] = Kind.Kind };

    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">Something is missing, or it is of a kind that no archive holds.</exception>
    public static ArchiveEntry Read(JsonObject item)
    {
        var (path, sha256) = (Need(item, "path"), Need(item, "sha256"));
        if (!ArchivePaths.IsSafe(path))
        {
            throw new FormatException($"'{path}' is no path within an archive");
        }

        if (item.Text("pod") is not null)
        {
            return new(path, sha256) { Log = new(Need(item, "namespace"), Need(item, "pod"), Need(item, "container"), item.Flag("previous") == true, []) };
        }

        var (group, name) = (Need(item, "group"), Need(item, "kind"));
        return new(path, sha256) { Kind = Known.FirstOrDefault(kind => kind.Group == group && kind.Kind == name) ?? throw new FormatException($"'{name}' is a kind that no archive holds") };
    }

    private static string Need(JsonObject item, string name) => item.Text(name) is { } text && text.Length < 1000 ? text : throw new FormatException($"{name} is missing in the list of files");
}
