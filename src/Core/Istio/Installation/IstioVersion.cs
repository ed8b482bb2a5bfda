using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Installation;

/// <summary>The release that is installed: its charts, images and keys follow it.</summary>
/// <param name="Minor">Its minor version; the major one is 1.</param>
/// <param name="Text">As it is written, such as 1.29.0.</param>
internal sealed record IstioVersion(int Minor, string Text)
{
    /// <summary>What istio.version says.</summary>
    /// <param name="istio">What is configured.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> when it is not set, or is no release: images and charts exist for 1.29.0, not for 1.29.</exception>
    public static IstioVersion Of(IstioOptions istio)
    {
        if (istio.Version is not { } text)
        {
            throw new MeshException(ExitCode.Configuration, "it is not said which Istio to install: istio.version is not set", "Set istio.version in mesh.yaml, such as 1.29.0");
        }

        return KubeVersion.TryParse(text, out var version) && version.Major == 1 && text.Split('-')[0].Count(letter => letter == '.') == 2
            ? new(version.Minor, text)
            : throw new MeshException(ExitCode.Configuration, $"istio.version {text} is no release of Istio, which has charts and images for whole versions only", $"Say the whole version, such as {(version.Major == 1 ? $"1.{version.Minor}" : "1.29")}.0");
    }

    /// <summary>True for this minor version and later ones.</summary>
    /// <param name="minor">The minor version, such as 24 for 1.24.</param>
    public bool IsAtLeast(int minor) => Minor >= minor;

    /// <summary>As it is written.</summary>
    public override string ToString() => Text;
}
