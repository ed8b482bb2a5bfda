namespace Mesh.Core.Istio.Lint.Objects;

/// <summary>What an object was read from. The order counts: what comes later takes the place of what comes earlier.</summary>
internal enum OriginKind
{
    /// <summary>A cluster.</summary>
    Cluster,

    /// <summary>A chart that helm rendered.</summary>
    Chart,

    /// <summary>Standard input.</summary>
    Input,

    /// <summary>A file.</summary>
    File,
}
