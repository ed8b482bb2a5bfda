using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Verification;

/// <summary>Looks at the workloads of the mesh: istiod of the revision, the CNI plugin, ztunnel and the configured gateways.</summary>
internal sealed class WorkloadLook(ICluster cluster, ExpectedMesh expected, Verdict verdict)
{
    private const int MostTroubles = 3;
    private const int LogLines = 20;
    private const string BadFormat = "exec format error";

    private readonly List<SeenWorkload> seen = [];
    private IReadOnlyDictionary<string, string>? architectures;

    private string Ns => expected.Options.Namespace;

    /// <summary>Looks at them.</summary>
    /// <param name="istiods">The Deployments of istiod, all revisions.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task RunAsync(IReadOnlyList<JsonObject> istiods, CancellationToken cancellation)
    {
        architectures = await verdict.TryAsync("the architecture of nodes", () => ArchitecturesAsync(cancellation));
        foreach (var istiod in istiods.Where(one => Istiod.RevisionOf(one) == expected.Revision))
        {
            await LookAsync(WorkloadKind.Deployment, istiod, "pilot", Istiod.Container, cancellation);
        }

        await AgentsAsync("CNI plugin", "k8s-app=istio-cni-node", expected.Options.Cni.Enabled, "install-cni", "install-cni", cancellation);
        await AgentsAsync("ztunnel", "app=ztunnel", expected.Options.Ztunnel.Enabled, "ztunnel", "istio-proxy", cancellation);
        foreach (var gateway in expected.Options.Gateways)
        {
            await verdict.TryAsync($"gateway {gateway.Name} in {gateway.Namespace}", () => GatewayAsync(gateway.Namespace, gateway.Name, cancellation));
        }

        verdict.Workloads = seen;
    }

    /// <summary>The Deployments of istiod, all revisions.</summary>
    public static async Task<IReadOnlyList<JsonObject>> IstiodsAsync(ICluster cluster, string ns, CancellationToken cancellation) =>
        await AllAsync(cluster, ResourceKind.Deployment, new ListQuery(ns, "app=istiod"), cancellation);

    private async Task AgentsAsync(string what, string selector, bool wanted, string image, string container, CancellationToken cancellation)
    {
        var all = await verdict.TryAsync($"the {what}", () => AllAsync(cluster, ResourceKind.DaemonSet, new ListQuery(Ns, selector), cancellation));
        if (all is [] && wanted)
        {
            verdict.Find(VerificationFindings.PartMissing.On($"{what} in {Ns}", $"no DaemonSet with label {selector}"));
        }

        foreach (var one in all ?? [])
        {
            await LookAsync(WorkloadKind.DaemonSet, one, image, container, cancellation);
        }
    }

    private async Task<bool> GatewayAsync(string ns, string release, CancellationToken cancellation)
    {
        var found = 0;
        foreach (var kind in new[] { WorkloadKind.Deployment, WorkloadKind.DaemonSet })
        {
            foreach (var one in (await AllAsync(cluster, kind.Resource(), new ListQuery(ns), cancellation)).Where(one => one.Name() == release || one.Annotations().GetValueOrDefault("meta.helm.sh/release-name") == release))
            {
                // Its image is what injection put in, which its pods show and its template does not.
                await LookAsync(kind, one, null, Authority.Proxies.Container, cancellation);
                found++;
            }
        }

        if (found == 0)
        {
            verdict.Find(VerificationFindings.PartMissing.On($"gateway {release} in {ns}", $"no Deployment or DaemonSet of this name or of release {release}"));
        }

        return true;
    }

    private async Task LookAsync(WorkloadKind kind, JsonObject workload, string? image, string container, CancellationToken cancellation)
    {
        var name = new WorkloadRef(kind, workload.Namespace() ?? "", workload.Name());
        var status = RolloutStatus.Of(kind, workload);
        var pods = await PodsAsync(workload, cancellation);
        var available = status.Done && status.Wanted > 0;
        var template = workload.Items("spec", "template", "spec", "containers").ToList();
        var there = (template.Find(one => one.Text("name") == container) ?? template.FirstOrDefault()).Text("image");
        seen.Add(new($"{name}", available, status.Text, there is null ? null : Printable.OneLine(there), Architectures(pods)));
        if (!available)
        {
            var troubles = pods.Select(PodTrouble.Of).OfType<PodTrouble>().ToList();
            verdict.Find(VerificationFindings.Unavailable.On($"{name}", string.Join('\n', troubles.Take(MostTroubles).Select(trouble => trouble.Text).Prepend(status.Text))));
            await FormatAsync(name, pods, troubles, cancellation);
        }

        if (image is not null && there is not null && expected.Instead(there, image) is { } instead)
        {
            verdict.Find(VerificationFindings.WrongImage.On($"{name}", $"it runs {Printable.OneLine(there)} and not {instead}"));
        }
    }

    // One container that crashed says it for all of them.
    private async Task FormatAsync(WorkloadRef name, IReadOnlyList<JsonObject> pods, IEnumerable<PodTrouble> troubles, CancellationToken cancellation)
    {
        foreach (var trouble in troubles.Where(trouble => trouble is { Kind.Code: "ROL002", Pod: not null, Container: not null }).Take(MostTroubles))
        {
            var said = trouble.Message;
            try
            {
                said += await cluster.GetLogsAsync(name.Namespace, trouble.Pod!, trouble.Container!, LogLines, previous: true, cancellation);
            }
            catch (MeshException)
            {
                // A log that cannot be read proves nothing; that the workload is not available is said already.
            }

            if (said.Contains(BadFormat, StringComparison.Ordinal))
            {
                var node = pods.FirstOrDefault(pod => pod.Name() == trouble.Pod).Text("spec", "nodeName");
                verdict.Find(VerificationFindings.WrongArchitecture.On($"{name}", $"{trouble.Container} of pod/{trouble.Pod}: {BadFormat}{(node is not null && architectures?.GetValueOrDefault(node) is { } architecture ? $", on node {node} of {architecture}" : "")}"));
                return;
            }
        }
    }

    private async Task<IReadOnlyList<JsonObject>> PodsAsync(JsonObject workload, CancellationToken cancellation)
    {
        var labels = workload.Texts("spec", "selector", "matchLabels");
        var pods = labels.Count == 0 ? null : await verdict.TryAsync($"pods in {workload.Namespace()}", () => AllAsync(cluster, ResourceKind.Pod, new ListQuery(workload.Namespace(), string.Join(',', labels.Select(label => $"{label.Key}={label.Value}"))), cancellation));
        return [.. (pods ?? []).Where(pod => !pod.IsTerminating())];
    }

    private IReadOnlyList<string> Architectures(IReadOnlyList<JsonObject> pods) =>
        [.. pods.Select(pod => architectures?.GetValueOrDefault(pod.Text("spec", "nodeName") ?? "")).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    private async Task<IReadOnlyDictionary<string, string>> ArchitecturesAsync(CancellationToken cancellation)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var node in cluster.ListAsync(ResourceKind.Node, new ListQuery(), cancellation))
        {
            if ((node.Labels().GetValueOrDefault("kubernetes.io/arch") ?? node.Text("status", "nodeInfo", "architecture")) is { } architecture)
            {
                all[node.Name()] = architecture;
            }
        }

        return all;
    }

    private static async Task<IReadOnlyList<JsonObject>> AllAsync(ICluster cluster, ResourceKind kind, ListQuery query, CancellationToken cancellation)
    {
        var all = new List<JsonObject>();
        await foreach (var item in cluster.ListAsync(kind, query, cancellation))
        {
            all.Add(item);
        }

        return all;
    }
}
