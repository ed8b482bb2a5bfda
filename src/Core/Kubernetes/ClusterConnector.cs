using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes.Credentials;
using Mesh.Core.Kubernetes.Http;
using Mesh.Core.Kubernetes.Kubeconfig;
using Mesh.Core.Model;
using Mesh.Core.Processes;

namespace Mesh.Core.Kubernetes;

/// <summary>Makes clusters from kubeconfig files, or from the service account of the pod this runs in.</summary>
/// <param name="runner">Runs credential plugins.</param>
/// <param name="journal">Where warnings go, and the secrets that are read.</param>
/// <param name="time">The clock.</param>
public sealed class ClusterConnector(ICommandRunner runner, RunJournal journal, TimeProvider time) : IClusterConnector
{
    private const int MostNamesListed = 20;

    /// <summary>Environment variables, home directory and service account. Default: this machine's.</summary>
    public ClientSurroundings Surroundings { get; init; } = new();

    /// <inheritdoc/>
    public ICluster Connect(string? context, string? kubeconfig)
    {
        if (ContextName.WhyRefused(context) is { } why)
        {
            throw new MeshException(ExitCode.Configuration, $"the kubeContext is refused: {why}; {ListForPeople(kubeconfig)}", "Set --kube-context or cluster.context to the exact name of one of them");
        }

        var paths = KubeconfigPaths.Of(kubeconfig, Surroundings);
        var set = KubeconfigSet.Read(paths, journal.Secrets);
        if (set.FindContext(context!) is { } entry)
        {
            return Connect(entry, set.ClusterOf(entry), set.UserOf(entry));
        }

        if (context == InCluster.ContextName && string.IsNullOrWhiteSpace(kubeconfig))
        {
            var pod = new InCluster(Surroundings);
            return Create(pod.Endpoint(), pod.Credential(journal.Secrets, time), []);
        }

        if (paths.Count == 0)
        {
            throw new MeshException(
                ExitCode.NoInput,
                $"there is no kubeconfig: KUBECONFIG is not set and {Path.Combine(Surroundings.Home, ".kube", "config")} is not there",
                "Name one with --kubeconfig or cluster.kubeconfig");
        }

        throw new MeshException(
            ExitCode.Configuration,
            $"there is no context '{context}' (names are exact, and case counts); {ListForPeople(set.ContextNames)}",
            NearestName.Hint(context!, set.ContextNames, "Name one of them"));
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListContexts(string? kubeconfig) => KubeconfigSet.Read(KubeconfigPaths.Of(kubeconfig, Surroundings), journal.Secrets).ContextNames;

    /// <inheritdoc/>
    public ICluster ConnectEmbedded(string kubeconfig, string place)
    {
        var embedded = EmbeddedKubeconfig.Read(kubeconfig, place, journal.Secrets);
        return embedded.Foreign.Count > 0 || embedded.Cluster.CertificateAuthority is not null
            ? throw new MeshException(ExitCode.MalformedInput, $"{place}: it needs a program or file of another machine: {(embedded.Foreign.Count > 0 ? Printable.OneLine(embedded.Foreign[0]) : "certificate-authority")}", "Write it anew with istioctl create-remote-secret")
            : Connect(embedded.Context, embedded.Cluster, embedded.User);
    }

    private HttpCluster Connect(ContextEntry context, ClusterEntry cluster, UserEntry? user)
    {
        var authorities = PemSource.Read(cluster.At, "certificate-authority", cluster.CertificateAuthorityData, cluster.CertificateAuthority);
        if (authorities is not null && cluster.SkipVerify)
        {
            throw KubeconfigNode.Malformed(cluster.At, $"the cluster '{cluster.Name}' has both a certificate-authority and insecure-skip-tls-verify", "Keep the certificate-authority and remove insecure-skip-tls-verify");
        }

        var endpoint = new ServerEndpoint(context.Name, Address(cluster, "server", cluster.Server, "https", "http"))
        {
            Authorities = authorities is null ? null : ReadAuthorities(cluster, authorities),
            TlsServerName = cluster.TlsServerName,
            SkipVerify = cluster.SkipVerify,
            Proxy = string.IsNullOrEmpty(cluster.ProxyUrl) ? null : Proxy(cluster, cluster.ProxyUrl),
        };
        return Create(endpoint, new CredentialFactory(runner, journal.Secrets, time).Create(user, () => cluster.ToPluginInfo(authorities)), user?.Impersonation ?? []);
    }

    private HttpCluster Create(ServerEndpoint endpoint, ICredential credential, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        if (endpoint.SkipVerify)
        {
            journal.Find(Catalogue.UnverifiedServer.On($"context {endpoint.Context}", $"insecure-skip-tls-verify is true for {endpoint.Server.AbsoluteUri}"));
        }

        return new HttpCluster(new ApiTransport(endpoint, credential, headers, journal, time), journal, time);
    }

    private Uri Proxy(ClusterEntry cluster, string text)
    {
        // .NET resolves names at the proxy in any case, which is what the h stands for.
        var address = Address(cluster, "proxy-url", text.Replace("socks5h://", "socks5://", StringComparison.Ordinal), "http", "https", "socks5");
        journal.Secrets.Add(address.UserInfo.Split(':', 2) is [_, var password] ? Uri.UnescapeDataString(password) : null);
        return address;
    }

    private static Uri Address(ClusterEntry cluster, string field, string text, params string[] schemes) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && schemes.Contains(address.Scheme) && address.Host.Length > 0 && (field != "server" || address.UserInfo.Length == 0)
            ? address
            : throw KubeconfigNode.Malformed(cluster.At, $"the {field} of cluster '{cluster.Name}' is no address", $"Write it as {schemes[0]}://host:port, without credentials in it");

    private static X509Certificate2Collection ReadAuthorities(ClusterEntry cluster, string pem)
    {
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            return authorities.Count > 0 ? authorities : throw new CryptographicException("there is none");
        }
        catch (CryptographicException exception)
        {
            throw KubeconfigNode.Malformed(cluster.At, $"certificate-authority of cluster '{cluster.Name}' holds no certificate in PEM", "Copy the cluster's CA anew", exception);
        }
    }

    // The refusal itself matters more than a kubeconfig that cannot be read either.
    private string ListForPeople(string? kubeconfig)
    {
        try
        {
            return ListForPeople(ListContexts(kubeconfig));
        }
        catch (MeshException exception)
        {
            return $"and no context can be listed, since {exception.Reason}";
        }
    }

    private static string ListForPeople(IReadOnlyList<string> names) => names.Count switch
    {
        0 => "there are no contexts",
        > MostNamesListed => $"the contexts there are: {string.Join(", ", names.Take(MostNamesListed))} and {names.Count - MostNamesListed} more",
        _ => $"the contexts there are: {string.Join(", ", names)}",
    };
}
