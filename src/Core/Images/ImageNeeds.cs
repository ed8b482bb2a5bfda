using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Images.Looking;
using Mesh.Core.Images.Placing;
using Mesh.Core.Images.Pods;
using Mesh.Core.Images.Proxies;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Images;

/// <summary>Finds every image that will run, who needs it, and where its pods can land.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="lookup">Looks into registries, to choose a hub.</param>
/// <param name="journal">Where it is told.</param>
internal sealed class ImageNeeds(Toolbox tools, ImageLookup lookup, RunJournal journal)
{
    // So many malformed references are named; the rest is counted.
    private const int MostNamed = 5;

    /// <summary>True when mesh.yaml says something of which images follow.</summary>
    public static bool IsConfigured(MeshOptions options) => options.Images.Check.Count > 0 || options.Releases.Count > 0 || options.Istio?.Version is not null;

    /// <summary>All of them.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="timeout">The time limit of a helm call.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/> with neither a context nor platforms, or with a context that is refused; <see cref="ExitCode.MalformedInput"/> with every image
    /// reference that is none; then as for the cluster and helm.</exception>
    public async Task<Gathered> GatherAsync(MeshOptions options, TimeSpan timeout, CancellationToken cancellation)
    {
        var cluster = options.Cluster.Context is null ? null : tools.Connect(options.Cluster);
        if (cluster is null && options.Images.Platforms.Count == 0)
        {
            throw new MeshException(ExitCode.Configuration, "nobody says for which platforms images are needed: neither cluster.context nor images.platforms is set",
                $"{tools.ContextHint(options.Cluster)}, or list the platforms of the nodes under images.platforms");
        }

        var listing = cluster is null ? Task.FromResult(NodePool.Of(options.Images.Platforms.Select(text => ImageNames.Platform(text, "images.platforms")))) : NodePool.ReadAsync(cluster, cancellation);
        var rendering = RenderedReleases.RenderAsync(tools, options, timeout, cancellation);
        await Task.WhenAll(listing, rendering);
        var (pool, rendered) = (await listing, await rendering);

        var pods = rendered.SelectMany(one => one.Manifests.Objects.SelectMany(item => PodFinder.In(item, one.Release.Name, one.Release.Namespace))).ToList();
        var objects = rendered.SelectMany(one => one.Manifests.Objects).ToList();
        var labels = await NamespaceLabels.ReadAsync(pods.Where(Injection.IsPossible).Select(pod => pod.Namespace), objects, cluster, cancellation);
        var injectors = new Injectors(objects, cluster, options.Istio);
        var proxies = await ProxyNeeds.OfAsync(pods, labels, injectors, options.Istio, cancellation);
        var (istio, unseen) = await IstioAsync(options.Istio, [.. IstioUse.OfMesh(options.Istio, pool), .. proxies.Planned], pool, cancellation);

        return new Gathered(pool, [.. Written(options, pods), .. proxies.Needs, .. istio])
        {
            Findings = [.. proxies.Findings, .. Homeless(pods, pool)],
            NotEvaluated = [.. NotEvaluated(pool, labels, proxies)],
            Unseen = injectors.Unseen ?? unseen,
        };
    }

    private static List<ImageNeed> Written(MeshOptions options, IEnumerable<Pod> pods)
    {
        var needs = options.Images.Check.Select(text => new ImageNeed(ImageNames.Image(text, "images.check"), "images.check", Placement.Everywhere) { IsPlaced = false }).ToList();
        var malformed = new List<string>();
        foreach (var pod in pods)
        {
            foreach (var (part, text) in pod.Images.Where(one => !ProxyNeeds.IsPlaceholder(one.Image)))
            {
                if (ImageReference.TryParse(text, out var image, out var why))
                {
                    needs.Add(new ImageNeed(image, pod.Describe(part), pod.Placement));
                }
                else if (pod.IsKnown)
                {
                    // In a custom resource it may be a pattern or a template; only Kubernetes' own kinds make a pod of it as it stands.
                    malformed.Add($"{pod.Describe(part)}: '{text}': {why}");
                }
            }
        }

        return malformed.Count == 0 ? needs : throw new MeshException(ExitCode.MalformedInput,
            $"{malformed.Count} image reference{(malformed.Count == 1 ? " is" : "s are")} malformed: {string.Join("; ", malformed.Take(MostNamed))}{(malformed.Count > MostNamed ? $"; and {malformed.Count - MostNamed} more" : "")}",
            "Mend the values or the template they come from");
    }

    private async Task<(IReadOnlyList<ImageNeed> Needs, MeshException? Unseen)> IstioAsync(IstioOptions? istio, IReadOnlyList<IstioUse> uses, NodePool pool, CancellationToken cancellation)
    {
        if (istio is null || uses.Count == 0)
        {
            return ([], null);
        }

        if (istio.Hub != HubChoice.Auto)
        {
            return ([.. uses.Select(use => use.At(istio.Hub, istio))], null);
        }

        HubImage[] images = [.. uses.GroupBy(use => use.Name).Select(same => new HubImage(same.Key, IstioUse.TagOf(istio), pool.PlatformsOf(same.Select(use => use.Placement))))];
        var verdict = await new HubChoice(lookup, journal).ChooseAsync(istio.Hubs, images, cancellation);
        // Where no hub has everything, the matrix and the findings are about the first one.
        return ([.. uses.Select(use => use.At(verdict.Hub ?? istio.Hubs[0], istio))], verdict.Hub is null ? verdict.Unseen : null);
    }

    private static IEnumerable<Finding> Homeless(IEnumerable<Pod> pods, NodePool pool) =>
        from pod in pods
        where pool.Nodes.Count > 0 && pool.LandingOf(pod.Placement).Nodes.Count == 0
        let what = pool.Nodes[0].IsStandIn ? $"none of the platforms {string.Join(", ", pool.Platforms)} takes" : $"none of {pool.Nodes.Count} node{(pool.Nodes.Count == 1 ? "" : "s")} ({string.Join(", ", pool.Platforms)}) takes"
        select Catalogue.FitsNoNode.On($"{pod.Subject} (release {pod.Release})", $"{what} its pods: {pod.Placement}");

    private static IEnumerable<string> NotEvaluated(NodePool pool, NamespaceLabels labels, ProxyNeeds proxies)
    {
        if (pool.Nodes.Count == 0)
        {
            yield return "the cluster has no nodes, so that no platform is known; whether the images are there at all was looked at";
        }

        if (pool.Nameless.Count > 0)
        {
            yield return $"the platform of {Words.List("node", pool.Nameless)}: neither labels nor kubelet say it";
        }

        if (labels.Unread.ToList() is { Count: > 0 } unread)
        {
            yield return $"whether {Words.List("namespace", unread)} injects a proxy: the user may not get it";
        }

        if (proxies.Unknown.Count > 0)
        {
            yield return $"the proxy that is injected into {Words.List("", proxies.Unknown)}: no injector says which it is";
        }
    }
}
