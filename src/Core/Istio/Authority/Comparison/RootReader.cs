using System.Text;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.Authority.Comparison;

/// <summary>Reads from one cluster every place that says what to trust. What the user may not read is left out and said; what fails otherwise ends the reading, and what was read until then counts.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="istio">Its control plane.</param>
/// <param name="secrets">Learns of every private key before anyone else does.</param>
internal sealed class RootReader(ICluster cluster, IstioOptions istio, Secrets secrets)
{
    private readonly List<string> notEvaluated = [];
    private MeshException? denied;

    // Source: istio, pilot/pkg/serviceregistry/kube/controller/namespacecontroller.go and pkg/util/sets of ignored namespaces.
    private static readonly string[] Ignored = ["kube-public", "kube-node-lease", "local-path-storage"];

    /// <summary>Reads it.</summary>
    /// <param name="member">The cluster.</param>
    /// <param name="askProxies">True to ask a sample of its proxies too.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ClusterRoots> ReadAsync(ComparedCluster member, bool askProxies, CancellationToken cancellation)
    {
        var found = new ClusterRoots(member);
        try
        {
            found = found with { Uid = (await TryAsync(null, () => cluster.GetAsync(ResourceKind.Namespace, null, "kube-system", cancellation)))?.Uid() };
            found = found with { Cas = await TryAsync("the CA's secrets", () => LiveCas.ReadAsync(cluster, istio, secrets, cancellation)) };
            found = found with { Identity = await IdentityAsync(cancellation) };
            var told = await ToldAsync(cancellation);
            found = found with { Places = [.. Secrets(found.Cas), .. told ?? []] };
            found = found with { Trusted = TrustedOf(found) };
            found = found with { Lacking = told is null || found.Trusted is null ? null : await LackingAsync(told, found.Identity, cancellation) };
            found = found with { Places = [.. found.Places, .. await TryAsync("webhooks", () => WebhookBundles.ReadAsync(cluster, istio.Namespace, cancellation)) ?? []] };
            if (askProxies)
            {
                var asked = await TryAsync("proxies", () => new AskedProxies(cluster, secrets).AskAsync(cancellation));
                found = found with { Proxies = asked?.Certificates ?? [], Places = [.. found.Places, .. asked?.Roots ?? []] };
                notEvaluated.AddRange(asked?.NotEvaluated ?? []);
            }

            notEvaluated.AddRange(new[] { found.Cas?.WhyUnknown }.OfType<string>());
        }
        catch (MeshException error)
        {
            found = found with { Error = error };
        }

        // Where nothing at all may be read, nothing was compared.
        return found with { NotEvaluated = [.. notEvaluated.Select(what => $"{member.Name}: {what}")], Error = found.Error ?? (found.Trusted is null ? denied ?? Nothing() : null) };
    }

    /// <summary>What a cluster trusts: the roots of the CA that istiod uses, else what it told its own namespace, else what most places say.</summary>
    public static TrustPlace? TrustedOf(ClusterRoots found, string? ns = null) =>
        found.Places.FirstOrDefault(place => !place.Follows && place.Name == found.Cas?.Used?.ToString() && place.Roots.Damage is null)
        ?? found.Places.FirstOrDefault(place => place.Follows && place.Name == ns && place.Roots.Damage is null)
        ?? found.Places.Where(place => place.Follows && place.Roots.Damage is null).GroupBy(place => string.Join(',', place.Roots.Fingerprints)).OrderByDescending(same => same.Count()).FirstOrDefault()?.First();

    private TrustPlace? TrustedOf(ClusterRoots found) => TrustedOf(found, istio.Namespace);

    private static IEnumerable<TrustPlace> Secrets(LiveCas? cas) =>
        new[] { cas?.PluggedIn, cas?.SelfSigned }.OfType<LiveSecret>().Select(secret => new TrustPlace("roots in", $"{secret}", LiveCas.Roots(secret), Follows: false));

    private async Task<IReadOnlyList<TrustPlace>?> ToldAsync(CancellationToken cancellation)
    {
        var live = new LiveAuthority(cluster, istio.Namespace, secrets);
        var known = new Dictionary<string, RootSet>();
        if (await TryAsync($"configmap/{LiveAuthority.TrustName} in every namespace", () => live.TrustEverywhereAsync(cancellation)) is { } all)
        {
            return [.. all.Select(one => Place(one.Key, one.Value ?? ReadOnlyMemory<byte>.Empty))];
        }

        return await TryAsync($"configmap/{LiveAuthority.TrustName} in {istio.Namespace}", () => live.TrustAsync(istio.Namespace, cancellation)) is { } own ? [Place(istio.Namespace, own)] : null;

        // A thousand namespaces hold the same text, which is read once.
        TrustPlace Place(string ns, ReadOnlyMemory<byte> pem)
        {
            var text = Encoding.Latin1.GetString(pem.Span);
            return new($"configmap/{LiveAuthority.TrustName} in", ns, known.TryGetValue(text, out var roots) ? roots : known[text] = RootSet.Of(pem));
        }
    }

    private async Task<IReadOnlyList<string>?> LackingAsync(IReadOnlyList<TrustPlace> told, MeshIdentity? identity, CancellationToken cancellation)
    {
        // With one namespace's alone it is not known which others have it.
        if (notEvaluated.Exists(what => what.StartsWith("configmap/", StringComparison.Ordinal)))
        {
            return null;
        }

        var having = told.Select(place => place.Name).ToHashSet();
        return await TryAsync<IReadOnlyList<string>>("namespaces without the ConfigMap", async () =>
        {
            var lacking = new List<string>();
            await foreach (var space in cluster.ListAsync(ResourceKind.Namespace, new ListQuery(), cancellation))
            {
                if (!having.Contains(space.Name()) && !IsIgnored(space.Name()) && !space.IsTerminating() && identity?.Discovers(space) != false)
                {
                    lacking.Add(space.Name());
                }
            }

            return lacking;
        });
    }

    private bool IsIgnored(string ns) => Ignored.Contains(ns) || (ns == "kube-system" && KubeVersion.TryParse(istio.Version, out var version) && (version.Major, version.Minor).CompareTo((1, 24)) < 0);

    private async Task<MeshIdentity?> IdentityAsync(CancellationToken cancellation)
    {
        try
        {
            return await TryAsync("its trust domain", () => MeshIdentity.ReadAsync(cluster, istio, cancellation));
        }
        catch (YamlSyntaxException malformed)
        {
            notEvaluated.Add($"its trust domain: {Printable.OneLine(malformed.Message)}");
            return null;
        }
    }

    private async Task<T?> TryAsync<T>(string? what, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (MeshException refused) when (refused.ExitCode == ExitCode.Forbidden)
        {
            denied ??= refused;
            if (what is not null)
            {
                notEvaluated.Add($"{what}: {refused.Reason}");
            }

            return default;
        }
    }

    private MeshException Nothing() => new(ExitCode.NoInput,
        $"there is no mesh: neither secret {LiveAuthority.PluggedIn} nor {LiveAuthority.SelfSigned} in {istio.Namespace}, nor a ConfigMap {LiveAuthority.TrustName}", "Install istiod there, or correct istio.namespace or the context");
}
