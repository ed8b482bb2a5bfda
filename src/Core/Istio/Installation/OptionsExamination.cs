using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Installation;

/// <summary>What can be known to be wrong with options before anything is asked.</summary>
internal static class OptionsExamination
{
    // Charts of older versions have no profiles, and ztunnel was an experiment.
    private const int FirstAmbient = 21;

    /// <summary>The findings.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> for what cannot be installed at all.</exception>
    public static IEnumerable<Finding> Of(MeshOptions options)
    {
        var istio = options.Istio!;
        var version = IstioVersion.Of(istio);
        _ = istio.Mesh.TraceSampling is { } sampling ? TraceSampling.Percent(sampling) : 0;
        _ = IstiodScale.Of(istio.Istiod);
        if (istio.Ztunnel.Enabled && !istio.Cni.Enabled)
        {
            throw new MeshException(ExitCode.Configuration, "istio.ztunnel is enabled and istio.cni is not: without the CNI plugin no pod's traffic reaches ztunnel", "Set istio.cni.enabled to true as well");
        }

        if (istio.Ztunnel.Enabled && !version.IsAtLeast(FirstAmbient))
        {
            throw new MeshException(ExitCode.Configuration, $"istio.ztunnel is enabled and istio.version is {version}, whose ambient mode was an experiment without a chart of its own shape", $"Install Istio 1.{FirstAmbient} or later, or leave ztunnel out");
        }

        return Find(options, istio, version);
    }

    private static IEnumerable<Finding> Find(MeshOptions options, IstioOptions istio, IstioVersion version)
    {
        if (TrustDomain.IsContradicted(options))
        {
            yield return InstallationFindings.TwoTrustDomains.On("istio.mesh.trustDomain", $"istio.mesh.trustDomain is {istio.Mesh.TrustDomain} and certificates.trustDomain is {options.Certificates!.TrustDomain}");
        }

        if (istio.Istiod.MinAvailable > 1 && !version.IsAtLeast(27))
        {
            yield return InstallationFindings.NoBudget.On("istio.istiod.minAvailable", $"it is {istio.Istiod.MinAvailable}, and Istio {version} has a fixed 1");
        }
    }
}
