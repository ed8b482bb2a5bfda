using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Helm;
using Mesh.Core.Helm.Clearing;
using Mesh.Core.Images.Pods;
using Mesh.Core.Istio.Gateways;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Lint.Inputs;

/// <summary>What the releases and gateways of mesh.yaml will bring, as helm renders them.</summary>
/// <param name="tools">The outside world.</param>
internal sealed class RenderedCharts(Toolbox tools)
{
    private static readonly ResourceKind Gateway = new("networking.istio.io", "v1", "gateways", "Gateway");

    /// <summary>Renders them.</summary>
    /// <param name="options">What is configured; without a context they are rendered without a cluster.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="timeout">The time limit of a helm call.</param>
    /// <param name="into">Where what was read goes.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <exception cref="Findings.MeshException">As for <see cref="IHelm"/>.</exception>
    public async Task ReadAsync(MeshOptions options, LintRequest request, TimeSpan timeout, LintMaterial into, CancellationToken cancellation)
    {
        foreach (var (release, manifests) in await RenderedReleases.RenderAsync(tools, options, timeout, cancellation))
        {
            Add(release, manifests, into);
        }

        foreach (var gateway in options.Istio?.Gateways ?? [])
        {
            var (release, _, _) = await new GatewayReleases(tools).OfAsync(options.Istio!, gateway, request.WorkingDirectory, timeout, cancellation);
            release = await ReleaseClearing.ExpandAsync(tools.Helm, release, cancellation);
            var manifests = await RenderedReleases.RenderAsync(tools, options.Cluster, release, cancellation);
            Add(release, manifests, into);
            if (gateway.Hosts.Count > 0)
            {
                var selector = PlannedWorkloads.Of([.. manifests.Objects.Select(item => item.Body)]).Select(one => one.Object.Texts("spec", "selector", "matchLabels")).FirstOrDefault(labels => labels.Count > 0) ?? new Dictionary<string, string>();
                into.Add([new MeshObject(GatewayObject.Of(Gateway, gateway, selector), gateway.Namespace, new(OriginKind.Chart, $"gateway {gateway.Name} of mesh.yaml"))]);
            }
        }
    }

    // Objects of helm's tests are gone before anything else happens.
    private static void Add(HelmRelease release, ManifestSet manifests, LintMaterial into)
    {
        var origin = new Origin(OriginKind.Chart, $"release {release.Name}");
        into.Charts++;
        into.Add(manifests.Objects.Where(item => !item.Hooks.Any(hook => hook.StartsWith("test", StringComparison.Ordinal))).Select(item => new MeshObject((JsonObject)item.Body, release.Namespace, origin)));
    }
}
