using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates.Chains;

/// <summary>The certificates of one chain, sorted by what they are.</summary>
/// <param name="Name">Where it is from.</param>
/// <param name="Leaf">The workload's certificate; null when there are only CAs.</param>
/// <param name="Intermediates">The CAs below a root, in their order.</param>
/// <param name="Roots">What is trusted.</param>
/// <param name="IsWorkload">True when it should carry a workload's identity.</param>
internal sealed record ChainParts(string Name, Certificate? Leaf, IReadOnlyList<Certificate> Intermediates, IReadOnlyList<Certificate> Roots, bool IsWorkload)
{
    /// <summary>The chains of a PEM file: one for each certificate that is no CA. The self-signed CAs in it are what is trusted.</summary>
    public static IReadOnlyList<ChainParts> OfFile(string name, PemFile file)
    {
        var all = CaContent.Certificates(file);
        var roots = all.Where(IsRoot).ToList();
        var intermediates = all.Where(one => one.IsCa && !roots.Contains(one)).ToList();
        var leaves = all.Where(one => !one.IsCa && !roots.Contains(one)).ToList();
        return leaves.Count == 0
            ? all.Count == 0 ? [] : [new(name, null, intermediates, roots, true)]
            : [.. leaves.Select(leaf => new ChainParts(leaves.Count == 1 ? name : $"{name}, line {file.LineOf(leaf)}", leaf, intermediates, roots, true))];
    }

    /// <summary>The chains of a dump, each with what is trusted beside it: ROOTCA for a workload's own, <c>NAME-cacert</c> for a gateway's NAME.</summary>
    public static IReadOnlyList<ChainParts> OfSecrets(IReadOnlyList<EnvoySecret> secrets)
    {
        var chains = new List<ChainParts>();
        foreach (var secret in secrets.Where(secret => secret.Chain is not null))
        {
            var all = CaContent.Certificates(PemReader.Read(secret.Name, secret.Chain));
            var gateway = secret.Name.Contains("://", StringComparison.Ordinal);
            var roots = secrets.Where(one => one.Roots is not null && (gateway ? one.Name == $"{secret.Name}-cacert" : !one.Name.EndsWith("-cacert", StringComparison.Ordinal)))
                .SelectMany(one => CaContent.Certificates(PemReader.Read(one.Name, one.Roots))).DistinctBy(one => one.Fingerprint).ToList();
            chains.Add(new(secret.Name, all is [var leaf, ..] ? leaf : null, [.. all.Skip(1)], roots, !gateway));
        }

        return chains;
    }

    private static bool IsRoot(Certificate certificate) => certificate.IsCa && certificate.IsSelfIssued && certificate.CheckSignature(certificate) != SignatureCheck.Invalid;
}
