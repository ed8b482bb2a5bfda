using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes.Credentials;
using Mesh.Core.Kubernetes.Http;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>The cluster whose pod this runs in, as the pod's service account.</summary>
internal sealed class InCluster(ClientSurroundings surroundings)
{
    public const string ContextName = "in-cluster";

    private string Token => Path.Combine(surroundings.ServiceAccount, "token");

    public ServerEndpoint Endpoint()
    {
        var host = surroundings.Variable("KUBERNETES_SERVICE_HOST");
        if (string.IsNullOrEmpty(host) || !ushort.TryParse(surroundings.Variable("KUBERNETES_SERVICE_PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || !File.Exists(Token))
        {
            throw new MeshException(
                ExitCode.Configuration,
                $"the context '{ContextName}' means the pod's own cluster, but this is no pod: KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT or {Token} is not there",
                "Name a context of a kubeconfig, or give the pod a service account (automountServiceAccountToken)");
        }

        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(Path.Combine(surroundings.ServiceAccount, "ca.crt"));
        return new ServerEndpoint(ContextName, new UriBuilder(Uri.UriSchemeHttps, host, port).Uri) { Authorities = authorities };
    }

    public ICredential Credential(Secrets secrets, TimeProvider time) => new TokenFileCredential(Token, null, secrets, time);
}
