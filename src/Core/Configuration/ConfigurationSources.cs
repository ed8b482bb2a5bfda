namespace Mesh.Core.Configuration;

/// <summary>All that a configuration is made of. What comes first wins: <see cref="Overrides"/>, <see cref="Environment"/>, the file, the defaults of <see cref="MeshOptions"/>.</summary>
public sealed record ConfigurationSources
{
    /// <summary>Variables that begin with MESH_ and stand for an argument instead of a key of mesh.yaml.</summary>
    public static IReadOnlyList<string> ArgumentVariables { get; } =
        ["MESH_CONFIG", "MESH_DRY_RUN", "MESH_FAIL_ON", "MESH_REPORT", "MESH_SANDBOX", "MESH_TIMEOUT", "MESH_YES"];

    /// <summary>The folder that every relative path is relative to.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The path <c>--config</c> gave; null for mesh.yaml, then pipelines/mesh.yaml, then no file at all.</summary>
    public string? File { get; init; }

    /// <summary>
    /// The environment. MESH_CLUSTER__CONTEXT is cluster.context, MESH_RELEASES__0__CHART is releases[0].chart; case and single underscores do not count.
    /// MESH_KUBE_CONTEXT and MESH_KUBECONFIG are short for cluster.context and cluster.kubeconfig. Variables that begin with MESH_TEST_ are nobody's business.
    /// </summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>MESH_ variables that someone else reads. Default: <see cref="ArgumentVariables"/>.</summary>
    public IReadOnlyCollection<string> OtherVariables { get; init; } = ArgumentVariables;

    /// <summary>What arguments say, in the order given; the last one about a key wins.</summary>
    public IReadOnlyList<Override> Overrides { get; init; } = [];
}
