using Mesh.Core.Certificates.Judging;
using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates;

/// <summary>Who trusts whom. It has a direction: that A's workloads are believed in B says nothing of the other way.</summary>
public static class Trust
{
    /// <summary>Whether a workload's certificate issued by one CA is accepted where the roots of another are trusted.</summary>
    /// <param name="issuer">The CA that issues; its chain is sent along.</param>
    /// <param name="verifier">The CA whose roots are trusted.</param>
    /// <param name="role">On which side the certificate is shown.</param>
    /// <param name="now">The time that counts as now.</param>
    /// <param name="trustDomain">The trust domain of the workload.</param>
    public static Judgement Of(CaBundle issuer, CaBundle verifier, Role role, DateTimeOffset now, string trustDomain = "cluster.local") =>
        RoleJudge.Judge(new CaContent(issuer), role, now, trustDomain, new CaContent(verifier));

    /// <summary>The same where only the certificates are known: a chain that was seen, and the roots that somebody trusts.</summary>
    /// <param name="chain">The workload's certificate and what is sent behind it, as PEM.</param>
    /// <param name="roots">The roots, as PEM.</param>
    /// <param name="role">On which side the certificate is shown.</param>
    /// <param name="now">The time that counts as now.</param>
    public static Judgement Of(ReadOnlyMemory<byte> chain, ReadOnlyMemory<byte> roots, Role role, DateTimeOffset now) =>
        CaContent.Certificates(PemReader.Read("chain", chain.Span)) is [var leaf, ..] all
            ? RoleJudge.Judge(leaf, all[1..], CaContent.Certificates(PemReader.Read("roots", roots.Span)), role, now)
            : new(false, "Failed to load certificate chain from <inline>");
}
