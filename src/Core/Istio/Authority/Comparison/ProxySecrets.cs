using Mesh.Core.Certificates.Chains;
using Mesh.Core.Journal;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>What a proxy trusts and what it shows.</summary>
/// <param name="Roots">Its ROOTCA; null where the dump has none.</param>
/// <param name="Certificate">Its own certificate; null where the dump has none.</param>
internal sealed record ProxySecrets(TrustPlace? Roots, ProxyCertificate? Certificate)
{
    /// <summary>Reads a dump of Envoy's secrets.</summary>
    /// <param name="content">The dump.</param>
    /// <param name="name">The proxy, or the dump's file.</param>
    /// <param name="secrets">Learns of private keys that are not redacted.</param>
    /// <exception cref="Findings.MeshException"><see cref="Findings.ExitCode.MalformedInput"/>: it is no JSON.</exception>
    public static ProxySecrets Of(ReadOnlyMemory<byte> content, string name, Secrets secrets)
    {
        var all = EnvoySecrets.Read(content.Span, name);
        foreach (var key in all.SelectMany(secret => secret.Keys))
        {
            secrets.Add(key);
        }

        // Those of a gateway's own hosts are no part of the mesh.
        var roots = all.FirstOrDefault(secret => secret is { Name: "ROOTCA", Roots: not null })?.Roots;
        var chain = all.FirstOrDefault(secret => secret is { Name: "default", Chain.Length: > 0 })?.Chain;
        return new(roots is null ? null : new("ROOTCA of", name, RootSet.Of(roots)), chain is null ? null : new(name, chain));
    }
}
