namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>What a proxy trusts and what it shows, as a place of a comparison.</summary>
/// <param name="Roots">Its ROOTCA; null where the dump has none.</param>
/// <param name="Certificate">Its own certificate; null where the dump has none.</param>
internal sealed record ProxySecrets(TrustPlace? Roots, ProxyCertificate? Certificate)
{
    /// <summary>Those of a dump.</summary>
    /// <param name="dump">The dump.</param>
    /// <param name="name">The proxy, or the dump's file.</param>
    public static ProxySecrets Of(ProxyDump dump, string name) => new(
        dump.Roots is null ? null : new("ROOTCA of", name, RootSet.Of(dump.Roots)),
        dump.Chain is null ? null : new(name, dump.Chain));
}
