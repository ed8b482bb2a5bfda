using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Images.Pods;
using Mesh.Core.Registries;

namespace Mesh.Core.Images.Proxies;

/// <summary>The images that sidecar injection puts into pods and that stand in no manifest.</summary>
internal sealed class ProxyNeeds
{
    private const string Placeholder = "auto";

    private readonly List<ImageNeed> needs = [];
    private readonly List<IstioUse> planned = [];
    private readonly List<Finding> findings = [];
    private readonly List<string> unknown = [];

    private ProxyNeeds()
    {
    }

    /// <summary>What the injectors put in.</summary>
    public IReadOnlyList<ImageNeed> Needs => needs;

    /// <summary>What the injector of istio.version will put in, once it is there.</summary>
    public IReadOnlyList<IstioUse> Planned => planned;

    /// <summary>Pods that ask for an image nobody knows.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>Workloads whose proxy is not known, without them naming it.</summary>
    public IReadOnlyList<string> Unknown => unknown;

    /// <summary>True for an image that is none, but a place for the injected one.</summary>
    public static bool IsPlaceholder(string image) => image == Placeholder;

    /// <param name="pods">All pods.</param>
    /// <param name="labels">The labels of their namespaces.</param>
    /// <param name="injectors">The injectors there are.</param>
    /// <param name="istio">What is configured of Istio; null for nothing.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<ProxyNeeds> OfAsync(IEnumerable<Pod> pods, NamespaceLabels labels, Injectors injectors, IstioOptions? istio, CancellationToken cancellation)
    {
        var all = new ProxyNeeds();
        foreach (var pod in pods)
        {
            // In a custom resource auto may mean anything.
            var holders = pod.Images.Where(one => pod.IsKnown && IsPlaceholder(one.Image)).Select(one => one.Part).ToList();
            var revision = Injection.RevisionFor(pod, labels.Of(pod.Namespace)) ?? (holders.Count > 0 ? "" : null);
            if (revision is not null)
            {
                all.Add(pod, holders, await injectors.FindAsync(revision, cancellation), istio?.Version is not null, injectors);
            }
        }

        return all;
    }

    private void Add(Pod pod, List<string> holders, Injector? injector, bool isPlanned, Injectors injectors)
    {
        foreach (var (part, image) in injector?.ImagesFor(pod) ?? [])
        {
            var subject = pod.Describe(holders.Count > 0 && part.EndsWith("proxy", StringComparison.Ordinal) ? $"{holders[0]}, which is injected" : part);
            needs.Add(new ImageNeed(ImageNames.Image(image, subject), subject, pod.Placement));
        }

        if (isPlanned)
        {
            planned.Add(new IstioUse(IstioUse.Proxy, pod.Describe("injected istio-proxy"), pod.Placement));
        }
        else if (injector is not null || injectors.Unseen is not null)
        {
            return;
        }
        else if (holders.Count > 0)
        {
            findings.Add(Catalogue.UnknownProxy.On(pod.Describe(holders[0]), $"the image of {holders[0]} is auto, and there is no ConfigMap {Injector.Name} to say what that means"));
        }
        else if (!injectors.AreKnown)
        {
            // With a cluster that has no injector, nothing is injected.
            unknown.Add(pod.Subject);
        }
    }
}
