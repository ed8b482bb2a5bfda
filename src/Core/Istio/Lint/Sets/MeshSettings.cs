using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Lint.Sets;

/// <summary>What holds for the whole mesh: the mesh config in the ConfigMap of the control plane, else what mesh.yaml says, else Istio's defaults.</summary>
internal sealed record MeshSettings
{
    private static readonly YamlRules Rules = new(Deepest: 100, Largest: 100_000) { MergeKeys = true, RepeatedKeys = true };

    /// <summary>The namespace whose policies are about the whole mesh.</summary>
    public string RootNamespace { get; init; } = "istio-system";

    /// <summary>The domain of identities.</summary>
    public string TrustDomain { get; init; } = "cluster.local";

    /// <summary>The domain of Services' names.</summary>
    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>The revision whose ConfigMap counts; null for the default one.</summary>
    public string? Revision { get; init; }

    /// <summary>The mesh config; null where it was not seen.</summary>
    public MeshObject? Config { get; init; }

    /// <summary>The networks of the mesh, which stand beside the mesh config; null where they were not seen.</summary>
    public MeshObject? Networks { get; init; }

    /// <summary>The mesh config's value by path; null where it is absent or was not seen.</summary>
    public Field? this[string key] => Config?.Root[key];

    /// <summary>Whether clients use TLS by themselves where the server can.</summary>
    public bool AutoMtls => this["enableAutoMtls"]?.Flag != false;

    /// <summary>What mesh.yaml says of it.</summary>
    public static MeshSettings Of(MeshOptions options) => options.Istio is not { } istio ? new() : new()
    {
        RootNamespace = istio.Namespace, Revision = istio.Revision, TrustDomain = istio.Mesh.TrustDomain ?? "cluster.local",
    };

    /// <summary>The same with what the ConfigMap of the control plane says.</summary>
    internal MeshSettings With(MeshSet mesh)
    {
        var name = Revision is null or "default" ? "istio" : $"istio-{Revision}";
        var map = mesh.Find(MeshKind.ConfigMap, RootNamespace, name) ?? mesh.Of(MeshKind.ConfigMap).FirstOrDefault(item => item.Name == name && item.Root["data"]["mesh"].IsThere);
        var networks = Read(map?.Root["data"]["meshNetworks"]);
        return Read(map?.Root["data"]["mesh"]) is not { } config
            ? this with { Networks = networks }
            : this with
            {
                Config = config,
                Networks = networks,
                RootNamespace = config.Root["rootNamespace"].Text is { Length: > 0 } root ? root : map!.Namespace,
                TrustDomain = config.Root["trustDomain"].Text is { Length: > 0 } domain ? domain : TrustDomain,
            };
    }

    // What istiod cannot read either is somebody else's finding.
    private static MeshObject? Read(Field? field)
    {
        try
        {
            return field is { Text: { } text } && YamlReader.Read(text, field.Object.Subject, Rules) is [{ Root: YamlMap root }, ..] && root.ToJson(field.Object.Subject) is JsonObject body ? field.Object.Within(field, body, root) : null;
        }
        catch (YamlSyntaxException)
        {
            return null;
        }
    }
}
