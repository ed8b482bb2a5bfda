using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Certificates;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority;

/// <summary>Reads the CA that a cluster has: the secrets of its control plane, and the ConfigMap that tells each namespace what to trust.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="ns">The namespace of the control plane.</param>
/// <param name="secrets">Learns of every private key before anyone else does.</param>
public sealed class LiveAuthority(ICluster cluster, string ns, Secrets secrets)
{
    /// <summary>The secret in which istiod looks for a CA of ours.</summary>
    public const string PluggedIn = "cacerts";

    /// <summary>The secret in which istiod keeps a CA it made itself.</summary>
    public const string SelfSigned = "istio-ca-secret";

    /// <summary>The ConfigMap that tells a namespace what to trust.</summary>
    public const string TrustName = "istio-ca-root-cert";

    private const string TrustKey = "root-cert.pem";

    /// <summary>The secret <see cref="PluggedIn"/>; null when it is not there.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As for <see cref="ReadAsync"/>.</exception>
    public Task<LiveSecret?> PluggedInAsync(CancellationToken cancellation) => ReadAsync(PluggedIn, cancellation);

    /// <summary>The secret <see cref="SelfSigned"/>; null when it is not there.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As for <see cref="ReadAsync"/>.</exception>
    public Task<LiveSecret?> SelfSignedAsync(CancellationToken cancellation) => ReadAsync(SelfSigned, cancellation);

    /// <summary>A secret that holds a CA; null when it is not there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: a value is no base64, which no server lets pass; else as for <see cref="ICluster"/>.</exception>
    public async Task<LiveSecret?> ReadAsync(string name, CancellationToken cancellation)
    {
        if (await cluster.GetAsync(ResourceKind.Secret, ns, name, cancellation) is not { } found)
        {
            return null;
        }

        var source = $"{ResourceKind.Secret.Describe(ns, name)} of {cluster.Context}";
        var files = found.Texts("data").ToDictionary(file => file.Key, file => Decode(file.Key, file.Value, source), StringComparer.Ordinal);
        var layout = name == SelfSigned ? CaLayout.SelfSigned : files.ContainsKey("tls.crt") ? CaLayout.Tls : CaLayout.Istio;
        return new(new CaBundle(source, layout, files), found);
    }

    /// <summary>What a namespace is told to trust, as PEM; null when the ConfigMap, or the key in it, is not there.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ReadOnlyMemory<byte>?> TrustAsync(string space, CancellationToken cancellation) =>
        Trust(await cluster.GetAsync(ResourceKind.ConfigMap, space, TrustName, cancellation));

    /// <summary>What each namespace is told to trust, by namespace; null where the ConfigMap lacks the key.</summary>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyDictionary<string, ReadOnlyMemory<byte>?>> TrustEverywhereAsync(CancellationToken cancellation)
    {
        var all = new SortedDictionary<string, ReadOnlyMemory<byte>?>(StringComparer.Ordinal);
        await foreach (var map in cluster.ListAsync(ResourceKind.ConfigMap, new ListQuery(FieldSelector: $"metadata.name={TrustName}"), cancellation))
        {
            all[map.Namespace() ?? ""] = Trust(map);
        }

        return all;
    }

    private static ReadOnlyMemory<byte>? Trust(JsonObject? map) => map.Text("data", TrustKey) is { } text ? Encoding.UTF8.GetBytes(text) : (ReadOnlyMemory<byte>?)null;

    private ReadOnlyMemory<byte> Decode(string name, string text, string source)
    {
        var bytes = new byte[(text.Length * 3L / 4) + 3];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            // Perhaps a key in plain text, put where base64 belongs.
            secrets.Add(text);
            throw new MeshException(ExitCode.MalformedInput, $"{Model.Printable.OneLine(name)} in {source} is no base64", "Delete the secret or write it anew");
        }

        ReadOnlyMemory<byte> content = bytes.AsMemory(0, length);
        KeyMask.Hide(secrets, name, content.Span);
        return content;
    }
}
