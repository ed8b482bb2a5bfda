using Mesh.Core.Certificates.Judging;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates.Flaws;

/// <summary>What is wrong with the certificates on the way from the signing certificate to its root.</summary>
/// <param name="place">Where a certificate stands.</param>
/// <param name="now">The time.</param>
/// <param name="warnBefore">How long before its end a certificate is warned about.</param>
internal sealed class PathFlaws(Func<Certificate, (string File, int? Line)> place, DateTimeOffset now, TimeSpan warnBefore)
{
    /// <summary>Where the way ends before a root; none when it is complete.</summary>
    public IEnumerable<Flaw> Ends(CaPath path, string roots)
    {
        if (path.IsComplete)
        {
            yield break;
        }

        var top = path.Top;
        yield return path switch
        {
            { Unknown: { } algorithm } => Flaw(CertificateFindings.UnknownAlgorithm, top, $"{top} is signed with {algorithm}"),
            { Namesake: { } other } => Flaw(CertificateFindings.SameNameOtherKey, top, $"{top} was not signed by the key of {other} in {place(other).File}, fingerprint {Short(other)}"),
            _ when top.IsSelfIssued => Flaw(CertificateFindings.NoWayToRoot, top, $"the way ends at the root {top}, fingerprint {Short(top)}, which is not in {roots}"),
            _ => Flaw(CertificateFindings.NoWayToRoot, top, $"{top} was issued by '{top.Issuer}', which is neither in the chain nor in {roots}"),
        };
    }

    /// <summary>What each CA on the way lacks; the first fault of a certificate hides the ones that follow from it.</summary>
    public IEnumerable<Flaw> Rights(IReadOnlyList<Certificate> path)
    {
        for (var below = 0; below < path.Count; below++)
        {
            var certificate = path[below];
            if (!certificate.IsCa)
            {
                yield return Flaw(CertificateFindings.NotAnAuthority, certificate, $"{certificate} {(certificate.HasBasicConstraints ? "has basicConstraints CA:FALSE" : "has no basicConstraints")}");
                continue;
            }

            if (!certificate.MaySign)
            {
                yield return Flaw(CertificateFindings.MayNotSign, certificate, $"the keyUsage of {certificate} is {certificate.KeyUsageText}");
            }

            if (certificate.PathLength is { } length && path.Take(below).Count(one => !one.IsSelfIssued) is var under && under > length)
            {
                yield return Flaw(CertificateFindings.PathTooShort, certificate, $"{certificate} has pathlen {length}, and {under} CA{(under == 1 ? "" : "s")} below it");
            }

            if (certificate.ExtendedKeyUsage is { } usages)
            {
                var missing = new[] { (Certificate.ServerAuth, "serverAuth"), (Certificate.ClientAuth, "clientAuth") }.Where(usage => !usages.Contains(usage.Item1)).Select(usage => usage.Item2).ToList();
                yield return missing.Count > 0
                    ? Flaw(CertificateFindings.UsageExcludes, certificate, $"the extendedKeyUsage of {certificate} lacks {string.Join(" and ", missing)}{(usages.Contains(Certificate.AnyUsage) ? " (anyExtendedKeyUsage does not count for BoringSSL)" : "")}")
                    : Flaw(CertificateFindings.UsagePresent, certificate, $"{certificate} has extendedKeyUsage serverAuth and clientAuth");
            }
        }
    }

    /// <summary>What time does to the way.</summary>
    public IEnumerable<Flaw> Times(IReadOnlyList<Certificate> path)
    {
        for (var index = 0; index < path.Count; index++)
        {
            var certificate = path[index];
            if (certificate.NotAfter <= now)
            {
                yield return Flaw(CertificateFindings.Expired, certificate, $"{certificate} ended {Certificate.Moment(certificate.NotAfter)}");
            }
            else if (certificate.NotBefore > now)
            {
                yield return Flaw(CertificateFindings.NotYetValid, certificate, $"{certificate} begins {Certificate.Moment(certificate.NotBefore)}");
            }
            else if (certificate.NotAfter - now <= warnBefore)
            {
                yield return Flaw(CertificateFindings.EndsSoon, certificate, $"{certificate} ends {Certificate.Moment(certificate.NotAfter)}, in {(certificate.NotAfter - now).Days} days");
            }

            if (index + 1 < path.Count && path[index + 1] is var issuer && certificate.NotAfter > issuer.NotAfter && issuer.NotAfter > now && certificate.NotAfter > now)
            {
                yield return Flaw(CertificateFindings.OutlivesIssuer, certificate, $"{certificate} ends {Certificate.Moment(certificate.NotAfter)}, its issuer {issuer} already {Certificate.Moment(issuer.NotAfter)}");
            }
        }
    }

    /// <summary>Keys, signatures, serial numbers and key identifiers.</summary>
    public IEnumerable<Flaw> Makings(IReadOnlyList<Certificate> path)
    {
        foreach (var (certificate, issuer) in path.Zip(path.Skip(1).Cast<Certificate?>().Append(null)))
        {
            if (certificate.Key is { IsUnknown: true } unknown)
            {
                yield return Flaw(CertificateFindings.UnknownAlgorithm, certificate, $"the key of {certificate} is {unknown.Text}");
            }
            else if (certificate.Key is { IsWeak: true } weak)
            {
                yield return Flaw(CertificateFindings.WeakKey, certificate, $"the key of {certificate} is {weak.Text}");
            }

            // How a root signed itself matters to nobody.
            if (issuer is not null && certificate.Algorithm is { IsInsecure: true } insecure)
            {
                yield return Flaw(CertificateFindings.WeakSignature, certificate, $"{certificate} is signed with {insecure.Name}");
            }

            if (issuer is not null && certificate.AuthorityKeyId is { } wanted && issuer.SubjectKeyId is { } own && !wanted.AsSpan().SequenceEqual(own))
            {
                yield return Flaw(CertificateFindings.IdentifierMismatch, certificate, $"{certificate} names the issuer's key {Convert.ToHexString(wanted)}, and {issuer} calls it {Convert.ToHexString(own)}");
            }

            if (certificate.SubjectKeyId is null || (issuer is not null && certificate.AuthorityKeyId is null))
            {
                yield return Flaw(CertificateFindings.IdentifierMissing, certificate, $"{certificate} has no {(certificate.SubjectKeyId is null ? "subjectKeyIdentifier" : "authorityKeyIdentifier")}");
            }

            if (certificate is { MaySign: true, KeyUsage: { } usage } && !usage.HasFlag(System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.CrlSign))
            {
                yield return Flaw(CertificateFindings.NoRevocationLists, certificate, $"the keyUsage of {certificate} is {certificate.KeyUsageText}");
            }
        }
    }

    /// <summary>Serial numbers, of all certificates that are there.</summary>
    public IEnumerable<Flaw> Serials(IEnumerable<Certificate> all)
    {
        // A counter, not a random number.
        const uint shortest = uint.MaxValue;
        foreach (var alike in all.DistinctBy(one => one.Fingerprint).GroupBy(one => (one.Issuer.Text, one.SerialNumber)))
        {
            if (alike.Skip(1).FirstOrDefault() is { } second)
            {
                yield return Flaw(CertificateFindings.SerialRepeated, second, $"{alike.First()} and {second}, both issued by '{second.Issuer}', have the serial number {Convert.ToHexString(second.Serial)}");
            }
            else if (alike.Key.SerialNumber <= shortest)
            {
                yield return Flaw(CertificateFindings.SerialShort, alike.First(), $"the serial number of {alike.First()} is {alike.Key.SerialNumber}");
            }
        }
    }

    /// <summary>Name constraints, against the identity of a workload and the name of istiod.</summary>
    public IEnumerable<Flaw> Names(IReadOnlyList<Certificate> path, Certificate leaf)
    {
        foreach (var certificate in path)
        {
            if (certificate.NameConstraints is not { } constraints)
            {
                continue;
            }

            GeneralName[] names = [.. leaf.AlternativeNames ?? [], GeneralName.OfDns("istiod.istio-system.svc")];
            var forbidden = ConstrainedNames.ForEnvoy(constraints, leaf) is not null || ConstrainedNames.ForGo(constraints, names) is not null
                || path.TakeWhile(one => one != certificate).Any(one => !one.IsSelfIssued && (ConstrainedNames.ForEnvoy(constraints, one) is not null || ConstrainedNames.ForGo(constraints, one.AlternativeNames ?? []) is not null));
            yield return Flaw(forbidden ? CertificateFindings.NamesForbidden : CertificateFindings.NamesConstrained, certificate, $"the name constraints of {certificate}: {constraints}");
        }
    }

    private Flaw Flaw(FindingKind kind, Certificate certificate, string seen)
    {
        var (file, line) = place(certificate);
        return new(kind, file, line, seen);
    }

    private static string Short(Certificate certificate) => certificate.Fingerprint[..16];
}
