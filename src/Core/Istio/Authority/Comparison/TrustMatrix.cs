using Mesh.Core.Certificates;
using Mesh.Core.Certificates.Judging;
using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>Who accepts whom, by building each chain.</summary>
internal static class TrustMatrix
{
    /// <summary>A cell for each ordered pair, a cluster with itself among them.</summary>
    public static IReadOnlyList<TrustCell> Of(IReadOnlyList<ClusterRoots> clusters, DateTimeOffset now, string trustDomain) =>
        [.. clusters.SelectMany(from => clusters.Select(to => Cell(from, to, now, trustDomain)))];

    /// <summary>What is wrong in the cells.</summary>
    public static IEnumerable<Finding> Findings(IEnumerable<TrustCell> cells)
    {
        foreach (var cell in cells.Where(cell => cell.Accepts == false))
        {
            var namesake = Namesake(cell);
            var signer = cell.From.Signer?.Signing is { } signing ? $"below {signing} {RootSet.Short(signing.Fingerprint)}" : "as its proxies show them";
            yield return (namesake is null ? RootFindings.Refused : RootFindings.Namesake).On($"workloads of {cell.From.Name} in {cell.To.Name}",
                $"certificates of {cell.From.Name}, {signer}, are {cell.ToString().Replace("REFUSED", "refused", StringComparison.Ordinal)} in {cell.To.Name}, which trusts {cell.To.Trusted!.Roots}"
                + (cell.From.Trusted is { } own ? $"; {cell.From.Name} trusts {own.Roots}" : "")
                + $"{namesake}\nEnvoy on a server's certificate: {cell.Server}\nEnvoy on a client's certificate: {cell.Client}");
        }
    }

    /// <summary>What is wrong with certificates that proxies show now, beyond what is wrong with all of their cluster's.</summary>
    public static IEnumerable<Finding> Proxies(IReadOnlyList<TrustCell> cells, DateTimeOffset now)
    {
        foreach (var cell in cells.Where(cell => cell.Accepts != false && cell.To.Trusted is not null))
        {
            var refused = cell.From.Proxies.Select(proxy => (proxy.Name, Why: Refusal(proxy, cell.To.Trusted!, now))).Where(one => one.Why is not null).ToList();
            if (refused is [var first, ..])
            {
                yield return RootFindings.ProxyRefused.On($"{first.Name}{(refused.Count == 1 ? "" : $" and {refused.Count - 1} more")} of {cell.From.Name} in {cell.To.Name}",
                    $"{first.Why}\n{string.Join(", ", refused.Select(one => one.Name))}");
            }
        }
    }

    private static TrustCell Cell(ClusterRoots from, ClusterRoots to, DateTimeOffset now, string trustDomain)
    {
        if (to.Trusted is not { } trusted)
        {
            return new(from, to, null, null, $"what {to.Name} trusts is not known");
        }

        if (from.Cas?.Used is { } used && from.Signer is not null)
        {
            return Judged(role => Trust.Of(used.Bundle, trusted.Roots.AsVerifier($"{trusted}"), role, now, from.Identity?.TrustDomain ?? trustDomain));
        }

        return from.Proxies is [var proxy, ..]
            ? Judged(role => Trust.Of(proxy.Chain, trusted.Roots.Pem, role, now))
            : new(from, to, null, null, $"the chain of {from.Name}'s certificates is not known{Common(from, trusted)}");

        TrustCell Judged(Func<Role, Judgement> judge) => new(from, to, judge(Role.Server), judge(Role.Client), null);
    }

    // What can still be said where only roots are known.
    private static string Common(ClusterRoots from, TrustPlace trusted) => from.Trusted is not { } own ? ""
        : own.Roots.Same(trusted.Roots) ? "; both trust the same roots"
        : own.Roots.Certificates.Any(root => trusted.Roots.Certificates.Any(root.Same)) ? "; some of the roots are the same" : "; no root is the same";

    private static string? Namesake(TrustCell cell)
    {
        var (signer, shown) = (cell.From.Signer, cell.From.Proxies is [var proxy, ..] ? proxy.Certificates : []);
        var first = signer?.Signing ?? (shown is [var leaf, ..] ? leaf : null);
        var chain = signer?.Chain ?? [.. shown.Skip(1)];
        return first is not null && CaPath.Climb(first, chain, cell.To.Trusted!.Roots.Certificates).Namesake is { } other
            ? $"\n{cell.To.Name} has a root of the same subject with another key: {RootSet.Shown(other)}, not signed or not the one that signed here" : null;
    }

    private static string? Refusal(ProxyCertificate proxy, TrustPlace trusted, DateTimeOffset now) =>
        new[] { Role.Server, Role.Client }.Select(role => Trust.Of(proxy.Chain, trusted.Roots.Pem, role, now)).FirstOrDefault(judgement => !judgement.Accepts)?.Message;
}
