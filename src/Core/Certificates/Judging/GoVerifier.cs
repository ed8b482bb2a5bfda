using System.Globalization;
using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Certificates.Judging;

/// <summary>
/// What Go's crypto/x509 makes of a certificate: istiod at its start, istiod as server, and the agent beside each proxy. The rules and texts are those of Certificate.Verify (Go 1.19 to 1.25):
/// every certificate on the way is checked when it is added, so the last candidate that failed is the one that is spoken of. It does not look at key identifiers but to order candidates,
/// and it applies the limits of roots as those of intermediates.
/// </summary>
/// <param name="roots">The pool of roots.</param>
/// <param name="intermediates">The pool of intermediates.</param>
/// <param name="now">The time.</param>
/// <param name="usage">The extended key usage that is asked for.</param>
internal sealed class GoVerifier(IReadOnlyList<Certificate> roots, IReadOnlyList<Certificate> intermediates, DateTimeOffset now, string usage)
{
    private const int MostSignatureChecks = 100;

    // What it can process; any other critical extension makes it refuse.
    private static readonly HashSet<string> Handled = ["2.5.29.14", "2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.31", "2.5.29.32", "2.5.29.35", "2.5.29.37", "1.3.6.1.5.5.7.1.1"];

    private int signatureChecks;

    /// <summary>Its error; null when it accepts.</summary>
    public string? Verify(Certificate leaf)
    {
        if (WhyInvalid(leaf, [], isRoot: false) is { } why)
        {
            return why;
        }

        var chains = new List<List<Certificate>>();
        if (roots.Any(root => root.Same(leaf)))
        {
            chains.Add([leaf]);
        }
        else if (Build([leaf], chains) is { } error && chains.Count == 0)
        {
            return error;
        }

        return chains.Exists(AllowsUsage) ? null : "x509: certificate specifies an incompatible key usage";
    }

    private string? Build(List<Certificate> chain, List<List<Certificate>> chains)
    {
        var (child, found) = (chain[^1], chains.Count);
        string? error = null;
        (string Why, Certificate Candidate)? hint = null;
        foreach (var (candidate, isRoot) in Parents(roots, child).Select(parent => (parent, true)).Concat(Parents(intermediates, child).Select(parent => (parent, false))))
        {
            if (chain.Exists(one => one.Subject.SameBytes(candidate.Subject) && one.Key is { } key && candidate.Key is { } other && key.Same(other) && SameNames(one, candidate)))
            {
                continue;
            }

            if (++signatureChecks > MostSignatureChecks)
            {
                error = "x509: signature check attempts limit reached while verifying certificate chain";
                continue;
            }

            if (SignatureFault(child, candidate) is { } fault)
            {
                hint ??= (fault, candidate);
                continue;
            }

            error = WhyInvalid(candidate, chain, isRoot);
            if (error is not null)
            {
                continue;
            }

            if (isRoot)
            {
                chains.Add([.. chain, candidate]);
            }
            else
            {
                error = Build([.. chain, candidate], chains);
            }
        }

        return chains.Count > found ? null : error ?? Unknown(hint);
    }

    private static string Unknown((string Why, Certificate Candidate)? hint)
    {
        const string unknown = "x509: certificate signed by unknown authority";
        if (hint is not var (why, candidate))
        {
            return unknown;
        }

        var name = candidate.Subject.CommonName ?? $"serial:{candidate.SerialNumber.ToString(CultureInfo.InvariantCulture)}";
        return $"{unknown} (possibly because of {ConstrainedNames.Quoted(why)} while trying to verify candidate authority certificate {ConstrainedNames.Quoted(Model.Printable.OneLine(name))})";
    }

    private static string? SignatureFault(Certificate child, Certificate parent)
    {
        if ((parent.Version == 3 && !parent.HasBasicConstraints) || (parent.HasBasicConstraints && !parent.IsCa) || (parent.KeyUsage is not (null or 0) && !parent.MaySign))
        {
            return "x509: invalid signature: parent certificate cannot sign this kind of certificate";
        }

        if (child.Algorithm is { IsInsecure: true } insecure)
        {
            return $"x509: cannot verify signature: insecure algorithm {insecure.Name}";
        }

        return child.CheckSignature(parent) switch
        {
            SignatureCheck.Valid => null,
            SignatureCheck.Unknown => "x509: cannot verify signature: algorithm unimplemented",
            _ => parent.Key is { IsElliptic: true } ? "x509: ECDSA verification failure" : "crypto/rsa: verification error",
        };
    }

    private string? WhyInvalid(Certificate certificate, List<Certificate> chain, bool isRoot)
    {
        const string expired = "x509: certificate has expired or is not yet valid: current time";
        if (certificate.Critical.Any(oid => !Handled.Contains(oid)))
        {
            return "x509: unhandled critical extension";
        }

        if (now < certificate.NotBefore)
        {
            return $"{expired} {Rfc3339(now)} is before {Rfc3339(certificate.NotBefore)}";
        }

        if (now > certificate.NotAfter)
        {
            return $"{expired} {Rfc3339(now)} is after {Rfc3339(certificate.NotAfter)}";
        }

        if (chain.Count == 0)
        {
            return null;
        }

        if (certificate.NameConstraints is { } constraints && ConstrainedNames.ForGo(constraints, [.. chain[0].AlternativeNames ?? [], .. certificate.AlternativeNames ?? []]) is { } forbidden)
        {
            return forbidden;
        }

        if (!isRoot && !certificate.IsCa)
        {
            return "x509: certificate is not authorized to sign other certificates";
        }

        return certificate.PathLength is { } length && chain.Count - 1 > length ? "x509: too many intermediates for path length constraint" : null;
    }

    private bool AllowsUsage(List<Certificate> chain) =>
        chain.TrueForAll(certificate => certificate.ExtendedKeyUsage is not { } usages || usages.Contains(usage) || usages.Contains(Certificate.AnyUsage));

    // Those whose key identifier fits come first, those of which it is not known next.
    private static IEnumerable<Certificate> Parents(IReadOnlyList<Certificate> pool, Certificate child) => pool.Where(parent => parent.Subject.SameBytes(child.Issuer))
        .OrderBy(parent => child.AuthorityKeyId is not { } wanted || parent.SubjectKeyId is not { } own ? 1 : wanted.AsSpan().SequenceEqual(own) ? 0 : 2);

    private static bool SameNames(Certificate one, Certificate other) =>
        one.AlternativeNames is null ? other.AlternativeNames is null : other.AlternativeNames is not null && one.AlternativeNames.Select(name => name.ToString()).SequenceEqual(other.AlternativeNames.Select(name => name.ToString()));

    private static string Rfc3339(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
