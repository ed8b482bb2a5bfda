using Mesh.Core.Certificates.Flaws;
using Mesh.Core.Certificates.Judging;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Chains;

/// <summary>Takes a PEM bundle or a dump of Envoy's secrets apart into leaf, intermediates and roots, verifies it really, and says in words why it fails.</summary>
public static class ChainCheck
{
    /// <summary>Checks every chain in it.</summary>
    /// <param name="content">A PEM bundle, Envoy's config_dump, or what <c>istioctl proxy-config secret -o json</c> prints.</param>
    /// <param name="source">Where it is from, for messages.</param>
    /// <param name="now">The time that counts as now.</param>
    /// <param name="warnBefore">How long before it ends a CA is warned about; workloads' certificates live for hours, and are not.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: it is neither, or holds no certificate.</exception>
    public static IReadOnlyList<CheckedChain> Of(ReadOnlyMemory<byte> content, string source, DateTimeOffset now, TimeSpan warnBefore)
    {
        var (chains, findings) = EnvoySecrets.Is(content.Span) ? OfDump(content, source) : OfPem(content, source);
        if (chains.Count == 0)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{source} holds no chain", "Give it a PEM bundle with the certificate, or a dump with a secret that has one");
        }

        return [.. chains.Select((chain, index) => Check(chain, source, now, warnBefore, index == 0 ? findings : []))];
    }

    /// <summary>The private keys in it, in every form in which they stand there, so that nothing shows them.</summary>
    internal static IEnumerable<string> KeysIn(ReadOnlyMemory<byte> content, string source) => EnvoySecrets.Is(content.Span)
        ? EnvoySecrets.Read(content.Span, source).SelectMany(secret => secret.Keys)
        : PrivateKeys.In(PemReader.Read(source, content.Span));

    private static (IReadOnlyList<ChainParts> Chains, IReadOnlyList<Flaw> Found) OfDump(ReadOnlyMemory<byte> content, string source)
    {
        var secrets = EnvoySecrets.Read(content.Span, source);
        return (ChainParts.OfSecrets(secrets), [.. secrets.Where(secret => secret.Keys.Count > 0)
            .Select(secret => new Flaw(CertificateFindings.LeakedKey, source, null, $"the private key of the secret {secret.Name} is not redacted"))]);
    }

    private static (IReadOnlyList<ChainParts> Chains, IReadOnlyList<Flaw> Found) OfPem(ReadOnlyMemory<byte> content, string source)
    {
        var file = PemReader.Read(source, content.Span);
        var broken = file.Blocks.FirstOrDefault(block => block.IsCertificate && CertificateReader.Read(block.Content) is null);
        var damage = file.Damages is [var first, ..] ? first : broken is null ? null : new PemDamage(broken.Line, "a block CERTIFICATE that is no X.509 certificate");
        var chains = ChainParts.OfFile(source, file);
        if (chains.Count == 0)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{source}{(damage?.Line is { } line ? $":{line}" : "")} holds no certificate: {damage?.What ?? "none of its blocks is one"}", "Give it a PEM bundle, or a dump in JSON");
        }

        var leak = file.Blocks.FirstOrDefault(block => block.IsPrivateKey);
        return (chains, [
            .. leak is null ? Array.Empty<Flaw>() : [new(CertificateFindings.LeakedKey, source, leak.Line, "a private key lies with the chain")],
            .. damage is null ? Array.Empty<Flaw>() : [new(CertificateFindings.FileUnreadable, source, damage.Line, damage.What)],
        ]);
    }

    private static CheckedChain Check(ChainParts parts, string source, DateTimeOffset now, TimeSpan warnBefore, IReadOnlyList<Flaw> found)
    {
        if ((parts.Leaf ?? Lowest(parts)) is not { } first)
        {
            var empty = new Judgement(false, "Failed to load certificate chain from <inline>");
            return new(parts.Name, null, [], Facts(parts.Roots), null, TimeSpan.Zero, empty, empty, $"{parts.Name} holds no certificate that can be read",
                [CertificateFindings.ChainRefused.On(parts.Name, "it holds no certificate that can be read")]);
        }

        var path = CaPath.Climb(first, parts.Intermediates, parts.Roots);
        var trusted = parts.Roots.Count > 0 ? parts.Roots : [path.Top];
        // Without a leaf, the one that the lowest CA would issue stands in for it.
        var shown = parts.Leaf ?? WorkloadLeaf.Of(first, first.Key, now, "cluster.local");
        IReadOnlyList<Certificate> presented = parts.Leaf is null ? [first, .. parts.Intermediates] : parts.Intermediates;
        var alone = parts.Roots.Count == 0 && path.Certificates.Count == 1 && parts.Leaf is not null && !first.IsSelfIssued;
        var (server, client) = (Judge(Role.Server), Judge(Role.Client));
        var flaws = Flaws(parts, path, now, warnBefore, source);
        var accepted = server.Accepts && client.Accepts;
        if (!accepted && flaws.TrueForAll(flaw => flaw.Kind.Severity != Severity.Error))
        {
            flaws.Add(new(CertificateFindings.ChainRefused, source, null, server.Accepts ? client.Message : server.Message));
        }

        var reason = accepted ? "" : string.Join("; ", flaws.Where(flaw => flaw.Kind.Severity == Severity.Error).Select(flaw => flaw.Seen));
        var ends = path.Certificates.Min(one => one.NotAfter);
        return new(parts.Name, parts.Leaf is null ? null : CertificateFacts.Of(parts.Leaf), Facts(parts.Intermediates), Facts(parts.Roots), Identity(parts.Leaf), ends > now ? ends - now : TimeSpan.Zero,
            server, client, reason, [.. found.Concat(flaws).OrderByDescending(flaw => flaw.Kind.Severity).Select(flaw => flaw.Kind.On(parts.Name == source ? source : $"{parts.Name} in {source}",
                $"{flaw.Seen}\nEnvoy on a server's certificate: {server}\nEnvoy on a client's certificate: {client}", null, flaw.Line))]);

        // One certificate and nothing to hold it against: only its own time can be told.
        Judgement Judge(Role role) => RoleJudge.Judge(shown, presented, alone ? [first] : trusted, role, now);
    }

    private static List<Flaw> Flaws(ChainParts parts, CaPath path, DateTimeOffset now, TimeSpan warnBefore, string source)
    {
        var of = new PathFlaws(_ => (source, null), now, warnBefore);
        var authorities = parts.Leaf is null ? path.Certificates : [.. path.Certificates.Skip(1)];
        List<Flaw> flaws = parts.Roots.Count == 0
            ? [new(CertificateFindings.NoRootGiven, source, null, path.Top.IsSelfIssued ? $"{path.Top} is self-signed and nobody is said to trust it" : $"the way ends at {path.Top}, issued by '{path.Top.Issuer}'")]
            : [.. of.Ends(path, "the roots").Select(flaw => flaw with { Kind = CertificateFindings.ChainRefused })];
        flaws.AddRange(of.Rights(authorities));
        flaws.AddRange(of.Times(path.Certificates).Where(flaw => flaw.Kind != CertificateFindings.EndsSoon || parts.Leaf is null || !flaw.Seen.StartsWith(parts.Leaf.ToString(), StringComparison.Ordinal)));
        flaws.AddRange(of.Makings(authorities).Where(flaw => flaw.Kind.Severity != Severity.Info));
        if (parts is { IsWorkload: true, Leaf: not null } && Identity(parts.Leaf) is null)
        {
            flaws.Add(new(CertificateFindings.NoIdentity, source, null, $"the names of {parts.Leaf}: {(parts.Leaf.AlternativeNames is { Count: > 0 } names ? string.Join(", ", names.Take(5)) : "none")}"));
        }

        return flaws;
    }

    // The CA that issued none of the others.
    private static Certificate? Lowest(ChainParts parts) =>
        parts.Intermediates.FirstOrDefault(one => !parts.Intermediates.Any(other => other != one && other.Issuer.Same(one.Subject))) ?? (parts.Intermediates is [var first, ..] ? first : parts.Roots is [var root, ..] ? root : null);

    private static string? Identity(Certificate? leaf) =>
        leaf?.AlternativeNames?.Where(name => name.Type == GeneralName.Uri).ToList() is [{ Text: var uri }] && uri.StartsWith("spiffe://", StringComparison.Ordinal) ? Model.Printable.OneLine(uri) : null;

    private static IReadOnlyList<CertificateFacts> Facts(IEnumerable<Certificate> certificates) => [.. certificates.Select(CertificateFacts.Of)];
}
