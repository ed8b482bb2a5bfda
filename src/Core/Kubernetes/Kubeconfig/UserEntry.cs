using Mesh.Core.Journal;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A user: how this side proves itself. Paths are absolute. A class, since a record would print its secrets.</summary>
internal sealed class UserEntry(string name, FilePosition at) : INamedEntry
{
    public string Name => name;

    public FilePosition At => at;

    public string? ClientCertificate { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public string? ClientKeyData { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public ExecEntry? Exec { get; init; }

    /// <summary>The name of a provider of the kind that client libraries once had built in.</summary>
    public string? AuthProvider { get; init; }

    /// <summary>Headers that ask the server to act as somebody else.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Impersonation { get; init; } = [];

    public static UserEntry Read(string name, KubeconfigNode node, Secrets secrets) => new(name, node.At)
    {
        Token = Secret("token", node, secrets),
        Password = Secret("password", node, secrets),
        ClientKeyData = Secret("client-key-data", node, secrets),
        ClientKey = ClusterEntry.Beside(node, "client-key"),
        ClientCertificate = ClusterEntry.Beside(node, "client-certificate"),
        ClientCertificateData = node.Text("client-certificate-data"),
        TokenFile = ClusterEntry.Beside(node, "tokenFile"),
        Username = node.Text("username"),
        Exec = node.Child("exec") is { } exec ? ExecEntry.Read(exec, secrets) : null,
        AuthProvider = node.Child("auth-provider") is { } provider ? provider.Text("name") ?? "" : null,
        Impersonation = [.. ReadImpersonation(node)],
    };

    private static string? Secret(string key, KubeconfigNode node, Secrets secrets)
    {
        var value = node.Text(key);
        secrets.Add(value);
        return value;
    }

    private static IEnumerable<KeyValuePair<string, string>> ReadImpersonation(KubeconfigNode node)
    {
        if (node.Text("as") is { Length: > 0 } user)
        {
            yield return new("Impersonate-User", user);
        }

        if (node.Text("as-uid") is { Length: > 0 } uid)
        {
            yield return new("Impersonate-Uid", uid);
        }

        foreach (var group in node.Texts("as-groups"))
        {
            yield return new("Impersonate-Group", group);
        }

        if (node.Child("as-user-extra") is { } extra)
        {
            foreach (var key in extra.Map?.Keys.ToList() ?? [])
            {
                foreach (var value in extra.Texts(key))
                {
                    yield return new($"Impersonate-Extra-{Uri.EscapeDataString(key)}", value);
                }
            }
        }
    }
}
