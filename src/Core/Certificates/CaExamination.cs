using Mesh.Core.Certificates.Flaws;
using Mesh.Core.Certificates.Judging;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Certificates;

/// <summary>Predicts what istiod and Envoy will make of a CA, before either sees it.</summary>
/// <remarks>
/// What merely follows from a flaw that is named is not named again: a certificate without CA rights is not also accused of its keyUsage, and notes (<see cref="Severity.Info"/>) are made only
/// about a CA that works.
/// </remarks>
public static class CaExamination
{
    /// <summary>Examines a CA. Whatever is in its files, this gives a report and throws nothing.</summary>
    /// <param name="bundle">The CA.</param>
    /// <param name="now">The time that counts as now.</param>
    /// <param name="warnBefore">How long before it ends a certificate is warned about.</param>
    /// <param name="folder">The folder of its files, for the places in the findings; null where it is in none.</param>
    /// <param name="trustDomain">The trust domain of the workloads.</param>
    public static CaReport Of(CaBundle bundle, DateTimeOffset now, TimeSpan warnBefore, string? folder = null, string trustDomain = "cluster.local")
    {
        var ca = new CaContent(bundle);
        var (istiod, server, client) = (IstiodStart.Judge(ca, now), RoleJudge.Judge(ca, Role.Server, now, trustDomain), RoleJudge.Judge(ca, Role.Client, now, trustDomain));
        var flaws = Flaws(ca, now, warnBefore, trustDomain);
        if (flaws.TrueForAll(flaw => flaw.Kind.Severity != Severity.Error) && new[] { istiod, server, client }.FirstOrDefault(judgement => !judgement.Accepts) is { } refusal)
        {
            flaws.Add(new(CertificateFindings.RefusedOtherwise, "", null, refusal.Message));
        }

        var works = flaws.TrueForAll(flaw => flaw.Kind.Severity != Severity.Error);
        return new(bundle, [.. flaws.Where(flaw => works || flaw.Kind.Severity != Severity.Info).OrderByDescending(flaw => flaw.Kind.Severity).Select(Found)], istiod, server, client);

        Finding Found(Flaw flaw) => flaw.Kind.On(
            flaw.File.Length == 0 ? bundle.Source : $"{flaw.File} in {bundle.Source}",
            $"{flaw.Seen}\nistiod: {istiod}\nEnvoy on a server's certificate: {server}\nEnvoy on a client's certificate: {client}",
            folder is null || flaw.File.Length == 0 ? null : Path.Combine(folder, flaw.File),
            folder is null ? null : flaw.Line);
    }

    private static List<Flaw> Flaws(CaContent ca, DateTimeOffset now, TimeSpan warnBefore, string trustDomain)
    {
        List<Flaw> flaws = [.. FileFlaws.Of(ca)];
        if (flaws.Count > 0 || ca.Signing is not { } signing)
        {
            return flaws;
        }

        if (ca.Key?.Public is { } key && signing.Key is { IsUnknown: false } own && !own.Same(key))
        {
            flaws.Add(new(CertificateFindings.KeyMismatch, ca.Names.Key, ca.Key.Line, $"the signing key is {key.Text}, and not the one of {signing} ({own.Text})"));
        }

        flaws.AddRange(FileFlaws.LineEndings(ca.Files));
        var of = new PathFlaws(ca.Place, now, warnBefore);
        var path = CaPath.Climb(signing, ca.Chain, ca.Roots);
        if (!signing.IsCa)
        {
            // Whatever else it lacks, it is no CA.
            return [.. flaws, .. of.Rights([signing])];
        }

        flaws.AddRange([.. of.Ends(path, ca.Names.Roots), .. of.Rights(path.Certificates), .. of.Times(path.Certificates), .. of.Makings(path.Certificates)]);
        flaws.AddRange([.. of.Serials([signing, .. ca.Chain, .. ca.Roots]), .. of.Names(path.Certificates, WorkloadLeaf.Of(signing, ca.Key?.Public, now, trustDomain))]);
        if (path.IsComplete)
        {
            flaws.AddRange([.. TrustFlaws.Chain(ca, path), .. TrustFlaws.Roots(ca, path, now)]);
        }

        return flaws;
    }
}
