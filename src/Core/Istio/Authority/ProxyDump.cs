using Mesh.Core.Certificates.Chains;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Istio.Authority;

/// <summary>What a proxy holds of the mesh, as Envoy's dump of its secrets says it.</summary>
/// <param name="Roots">What it trusts (ROOTCA), as PEM; null where the dump has none.</param>
/// <param name="Chain">Its own certificate (default) and what is sent behind it, as PEM; null where the dump has none.</param>
internal sealed record ProxyDump(byte[]? Roots, byte[]? Chain)
{
    /// <summary>What is not there, in words; null when both are.</summary>
    public string? Lacks => Roots is null ? "ROOTCA" : Chain is null ? "certificate of its own (default)" : null;

    /// <summary>Reads a dump.</summary>
    /// <param name="content">The dump.</param>
    /// <param name="name">The proxy, or the dump's file.</param>
    /// <param name="secrets">Learns of private keys that are not redacted.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: it is no JSON.</exception>
    public static ProxyDump Of(ReadOnlyMemory<byte> content, string name, Secrets secrets)
    {
        var all = EnvoySecrets.Read(content.Span, name);
        foreach (var key in all.SelectMany(secret => secret.Keys))
        {
            secrets.Add(key);
        }

        // Those of a gateway's own hosts are no part of the mesh.
        return new(all.FirstOrDefault(secret => secret is { Name: "ROOTCA", Roots: not null })?.Roots, all.FirstOrDefault(secret => secret is { Name: "default", Chain.Length: > 0 })?.Chain);
    }
}
