using System.Net.Http.Headers;
using System.Net.Security;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes.Kubeconfig;
using Mesh.Core.Processes;

namespace Mesh.Core.Kubernetes.Credentials;

/// <summary>Chooses the credential that a kubeconfig user describes, with kubectl's precedence: tokenFile, token, basic, plugin. A client certificate joins any of them.</summary>
internal sealed class CredentialFactory(ICommandRunner runner, Secrets secrets, TimeProvider time)
{
    public ICredential Create(UserEntry? user, Func<JsonObject> clusterInfo)
    {
        if (user is null)
        {
            return new FixedCredential(Identity.Anonymous);
        }

        var certificate = LoadCertificate(user);
        if (user.TokenFile is not null)
        {
            return new TokenFileCredential(user.TokenFile, certificate, secrets, time);
        }

        if (!string.IsNullOrEmpty(user.Token) && !string.IsNullOrEmpty(user.Username))
        {
            throw KubeconfigNode.Malformed(user.At, $"the user '{user.Name}' has both a token and a user name", "Keep one of the two");
        }

        if (!string.IsNullOrEmpty(user.Token))
        {
            return user.Token.Any(char.IsControl)
                ? throw KubeconfigNode.Malformed(user.At, $"the token of user '{user.Name}' holds a line break or another control character", "Copy it anew, in one line")
                : new FixedCredential(new Identity(new AuthenticationHeaderValue("Bearer", user.Token), certificate));
        }

        if (!string.IsNullOrEmpty(user.Username))
        {
            var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user.Username}:{user.Password}"));
            secrets.Add(pair);
            return new FixedCredential(new Identity(new AuthenticationHeaderValue("Basic", pair), certificate));
        }

        if (user.Exec is { } exec)
        {
            exec.EnsureUsable(user.Name);
            return new ExecCredential(exec, user.Name, exec.ProvideClusterInfo ? clusterInfo() : null, certificate, runner, secrets, time);
        }

        return user.AuthProvider is null
            ? new FixedCredential(new Identity(null, certificate))
            : throw new MeshException(
                ExitCode.Configuration,
                $"{user.At}: the user '{user.Name}' has the auth-provider '{user.AuthProvider}', a mechanism that Kubernetes removed in 1.26",
                "Write the entry anew with your cloud's tool, so that it has an exec plugin");
    }

    private static SslStreamCertificateContext? LoadCertificate(UserEntry user)
    {
        var certificate = PemSource.Read(user.At, "client-certificate", user.ClientCertificateData, user.ClientCertificate);
        var key = PemSource.Read(user.At, "client-key", user.ClientKeyData, user.ClientKey);
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) or (_, null) => throw KubeconfigNode.Malformed(user.At, $"the user '{user.Name}' has a client {(key is null ? "certificate without its key" : "key without its certificate")}", "Add the missing half or remove the other"),
            _ => ClientCertificate.Load(certificate, key, $"{user.At}: user '{user.Name}'"),
        };
    }
}
