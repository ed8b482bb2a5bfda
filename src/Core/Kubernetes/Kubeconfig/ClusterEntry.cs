using System.Text.Json.Nodes;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A cluster: where its API server is and how it proves itself. Paths are absolute.</summary>
internal sealed record ClusterEntry(string Name, string Server, FilePosition At) : INamedEntry
{
    private const string PluginExtension = "client.authentication.k8s.io/exec";

    public string? CertificateAuthority { get; init; }

    public string? CertificateAuthorityData { get; init; }

    public string? TlsServerName { get; init; }

    public bool SkipVerify { get; init; }

    public string? ProxyUrl { get; init; }

    /// <summary>What the cluster's entry has for credential plugins.</summary>
    public KubeconfigNode? PluginConfig { get; init; }

    public static ClusterEntry Read(string name, KubeconfigNode node) => new(name, node.Required("server"), node.At)
    {
        CertificateAuthority = Beside(node, "certificate-authority"),
        CertificateAuthorityData = node.Text("certificate-authority-data"),
        TlsServerName = node.Text("tls-server-name"),
        SkipVerify = node.Flag("insecure-skip-tls-verify"),
        ProxyUrl = node.Text("proxy-url"),
        PluginConfig = node.Items("extensions").FirstOrDefault(item => item.Text("name") == PluginExtension)?.Child("extension"),
    };

    /// <summary>A path in a kubeconfig is relative to the file it stands in.</summary>
    public static string? Beside(KubeconfigNode node, string key) =>
        node.Text(key) is { Length: > 0 } path ? Path.GetFullPath(path, Path.GetDirectoryName(node.At.File)!) : null;

    /// <summary>The cluster as <c>spec.cluster</c> of an ExecCredential tells it to a plugin.</summary>
    /// <param name="authorities">The authorities' PEM, from whichever place.</param>
    public JsonObject ToPluginInfo(string? authorities)
    {
        var info = new JsonObject { ["server"] = Server };
        Add("tls-server-name", TlsServerName);
        Add("insecure-skip-tls-verify", SkipVerify ? true : null);
        Add("certificate-authority-data", authorities is null ? null : Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authorities)));
        Add("proxy-url", ProxyUrl);
        Add("config", PluginConfig?.ToJson());
        return info;

        void Add(string key, JsonNode? value)
        {
            if (value is not null)
            {
                info[key] = value;
            }
        }
    }
}
