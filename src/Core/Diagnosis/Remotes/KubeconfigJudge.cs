using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes.Kubeconfig;
using Mesh.Core.Model;

namespace Mesh.Core.Diagnosis.Remotes;

/// <summary>What is wrong with the kubeconfig of a remote secret as it is written. Of a token the claims are read, never the signature, and neither it nor a key is ever part of what is said.</summary>
internal static class KubeconfigJudge
{
    /// <summary>What is wrong, likeliest to hurt first.</summary>
    /// <param name="remote">The cluster.</param>
    /// <param name="config">Its kubeconfig.</param>
    /// <param name="allowed">What istiod allows besides a token.</param>
    /// <param name="now">When it is.</param>
    public static IEnumerable<Finding> Judge(RemoteCluster remote, EmbeddedKubeconfig config, IReadOnlyList<string> allowed, DateTimeOffset now)
    {
        if (config.Foreign.Except(allowed, StringComparer.Ordinal).Select(Printable.OneLine).ToList() is { Count: > 0 } foreign)
        {
            yield return RemoteSecretFindings.NotAllowed.On(remote.Subject, $"its user needs {string.Join(", ", foreign)}");
        }

        if (Expired(config, now) is { } expired)
        {
            yield return RemoteSecretFindings.Expired.On(remote.Subject, expired);
        }

        if (config.Cluster is { SkipVerify: false, CertificateAuthority: null } && string.IsNullOrEmpty(config.Cluster.CertificateAuthorityData) && config.Cluster.Server.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            yield return RemoteSecretFindings.NoAuthority.On(remote.Subject, $"its cluster {Printable.OneLine(config.Cluster.Name)} has no certificate-authority-data");
        }

        if (Differs(remote, config) is { } differs)
        {
            yield return RemoteSecretFindings.Names.On(remote.Subject, differs);
        }
    }

    private static string? Differs(RemoteCluster remote, EmbeddedKubeconfig config) =>
        remote.Annotated is { } annotated && annotated != remote.Id ? $"the annotation networking.istio.io/cluster says {Printable.OneLine(annotated)}"
        : config.Cluster.Name != remote.Id ? $"its kubeconfig is of the cluster {Printable.OneLine(config.Cluster.Name)}"
        : null;

    private static string? Expired(EmbeddedKubeconfig config, DateTimeOffset now) =>
        config.User?.Token is { } token && TokenClaims.TryRead(token.Trim())?.Ends is { } ends && ends < now ? $"its token has expired at {Show(ends)} (claim exp)"
        : CertificateOf(config.User)?.NotAfter is { } last && new DateTimeOffset(last) < now ? $"its client certificate has expired at {Show(last)}"
        : null;

    private static X509Certificate2? CertificateOf(UserEntry? user)
    {
        try
        {
            return user?.ClientCertificateData is { Length: > 0 } data ? X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(data))) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            // That it cannot be used is found out when it is.
            return null;
        }
    }

    private static string Show(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
