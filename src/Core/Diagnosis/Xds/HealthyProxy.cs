using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Xds.Tokens;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds;

/// <summary>Compares a proxy that is refused with a gateway in the control plane's namespace that is served: what differs is where to look.</summary>
internal static class HealthyProxy
{
    private static readonly (string What, Func<JsonObject, string?> Of)[] Compared =
    [
        ("revision", pod => pod.Annotations().GetValueOrDefault(Istiod.RevisionKey) ?? pod.Labels().GetValueOrDefault(Istiod.RevisionKey)),
        ("cluster ID", pod => TokenMount.Variable(ProxyContainer.Of(pod), "ISTIO_META_CLUSTER_ID")),
        ("audience", pod => TokenMount.Of(pod)?.Audience),
        ("token's file", pod => TokenMount.Of(pod)?.Path),
        ("istiod's address", pod => TokenMount.Variable(ProxyContainer.Of(pod), "CA_ADDR")),
        ("image", pod => ProxyContainer.Of(pod).Text("image")),
    ];

    /// <summary>In words; null where there is none to compare with.</summary>
    public static async Task<string?> CompareAsync(XdsFacts facts, JsonObject refused)
    {
        var pods = await facts.ListAsync(ResourceKind.Pod, facts.IstioNamespace);
        var healthy = pods.Value?.Where(pod => pod.Uid() != refused.Uid() && IsGateway(pod) && IsReady(pod)).OrderBy(pod => pod.Name(), StringComparer.Ordinal).FirstOrDefault();
        if (healthy is null)
        {
            return null;
        }

        var differs = Compared.Where(one => one.Of(healthy) != one.Of(refused)).Select(one => $"{one.What} ({Show(one.Of(healthy))} there, {Show(one.Of(refused))} here)").ToList();
        return $"{ResourceKind.Pod.Describe(facts.IstioNamespace, healthy.Name())}, which is ready, differs in {(differs.Count == 0 ? $"none of {string.Join(", ", Compared.Select(one => one.What))}" : string.Join(", ", differs))}";
    }

    // By its role, which injection writes as its first two arguments.
    private static bool IsGateway(JsonObject pod) => ProxyContainer.Of(pod).Elements("args").Take(2).LastOrDefault() is JsonValue role && role.TryGetValue<string>(out var said) && said == "router";

    private static bool IsReady(JsonObject pod) => !pod.IsTerminating() && pod.Items("status", "containerStatuses").Concat(pod.Items("status", "initContainerStatuses")).Any(status => ProxyContainer.Is(pod, status.Text("name")) && status.Flag("ready") == true);

    private static string Show(string? value) => value is null ? "none" : Printable.OneLine(value);
}
