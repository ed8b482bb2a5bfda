namespace Mesh.Core.Registries.Manifests;

/// <summary>The media types of manifests. Sources: OCI image specification media-types.md, Docker image manifest v2 schema 2.</summary>
public static class MediaTypes
{
    /// <summary>An OCI index.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>A Docker manifest list.</summary>
    public const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>An OCI image.</summary>
    public const string OciImage = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>A Docker image.</summary>
    public const string DockerImage = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>What today's container runtimes no longer pull; signed or not.</summary>
    public const string SchemaOne = "application/vnd.docker.distribution.manifest.v1";
}
