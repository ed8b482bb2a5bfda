using Mesh.Core.Findings;
using Mesh.Core.Configuration;

namespace Mesh.Core.Istio.Revisions;

/// <summary>How the revisions of a control plane are called. Source: the names in Istio's chart istiod.</summary>
internal static class NamedRevision
{
    /// <summary>The revision, or <see cref="MeshLabels.Default"/> where none is named.</summary>
    public static string Of(string? revision) => string.IsNullOrEmpty(revision) ? MeshLabels.Default : revision;

    /// <summary>As options and charts have it: null for the default one.</summary>
    public static string? Option(string revision) => revision == MeshLabels.Default ? null : revision;

    /// <summary>The name of its Service, and of its Deployment.</summary>
    public static string Istiod(string revision) => revision == MeshLabels.Default ? "istiod" : $"istiod-{revision}";

    /// <summary>The one that an upgrade leads to: the configured one, else made of the version, such as 1-29-0.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> where neither is configured.</exception>
    public static string Wanted(IstioOptions istio) => istio.Revision ?? Version(istio).Replace('.', '-').ToLowerInvariant();

    /// <summary>The version that an upgrade leads to.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> where none is configured.</exception>
    public static string Version(IstioOptions istio) => istio.Version
        ?? throw new MeshException(ExitCode.Configuration, "it is not said which version to upgrade to: istio.version is not set", "Set istio.version in mesh.yaml, such as 1.29.0");
}
