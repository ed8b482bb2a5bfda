using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>What was seen of a cluster at one moment: looked at live, read from an archive, or made of a log alone. Everything that explains a failure works on this, so that all three are explained alike.</summary>
public sealed record EvidenceSet
{
    /// <summary>When it was seen.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The kube context it was seen through; null where there was no cluster.</summary>
    public string? Context { get; init; }

    /// <summary>The version of the API server; null where it was not asked.</summary>
    public KubeVersion? Server { get; init; }

    /// <summary>The objects as the server has them, by kind. A kind that is not a key was not looked at; one that is and has none was looked at and there are none.</summary>
    /// <remarks>Secrets hold the names and sizes of their data, never the values.</remarks>
    public IReadOnlyDictionary<ResourceKind, IReadOnlyList<JsonObject>> Objects { get; init; } = new Dictionary<ResourceKind, IReadOnlyList<JsonObject>>();

    /// <summary>The namespaces that were asked for; null for all. Of others there may be what these depend on.</summary>
    public IReadOnlyList<string>? Namespaces { get; init; } = [];

    /// <summary>The logs of containers.</summary>
    public IReadOnlyList<ContainerLog> Logs { get; init; } = [];

    /// <summary>The platforms that images are built for, by the image as pods write it; only those whose registry was asked.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Platform>> Platforms { get; init; } = new Dictionary<string, IReadOnlyList<Platform>>();

    /// <summary>What could not be looked at, each with the reason.</summary>
    public IReadOnlyList<string> NotSeen { get; init; } = [];

    /// <summary>The objects of a kind; null where they were not looked at.</summary>
    /// <param name="kind">The kind.</param>
    public IReadOnlyList<JsonObject>? Of(ResourceKind kind) => Objects.GetValueOrDefault(kind);

    /// <summary>Whether an object's namespace was asked for; true for what has none.</summary>
    /// <param name="ns">The namespace.</param>
    public bool AsksFor(string? ns) => ns is null || Namespaces is null || Namespaces.Contains(ns, StringComparer.Ordinal);
}
