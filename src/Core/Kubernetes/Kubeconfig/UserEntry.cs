using Mesh.Core.Findings;
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

    // The server wants a header line for each value, and the HTTP stack joins lines of one name: two groups would arrive as one of a strange name.
    private static List<string> Single(KubeconfigNode node, string key) =>
        node.Texts(key) is { Count: <= 1 } values
            ? values
            : throw new MeshException(ExitCode.Configuration, $"{node.At}: {key} holds more than one value, which this program cannot send", "Impersonate one group, or give the user itself the right");

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

        foreach (var group in Single(node, "as-groups"))
        {
            yield return new("Impersonate-Group", group);
        }

        if (node.Child("as-user-extra") is { } extra)
        {
            foreach (var key in extra.Keys)
            {
                foreach (var value in Single(extra, key))
                {
                    yield return new($"Impersonate-Extra-{Uri.EscapeDataString(key)}", value);
                }
            }
        }
    }
}
