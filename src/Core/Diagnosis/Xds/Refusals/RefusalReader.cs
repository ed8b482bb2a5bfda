using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Refusals;

/// <summary>Finds the proxies that get nothing from istiod, in what was seen.</summary>
/// <param name="secrets">Masks what they write.</param>
internal sealed class RefusalReader(Secrets secrets)
{
    /// <summary>One for each pod, by namespace and name; the present run of a container tells before the one before it.</summary>
    public IReadOnlyList<Refusal> Read(EvidenceSet evidence) =>
    [
        .. evidence.Logs.Where(log => log.Container != Istiod.Container).OrderBy(log => log.Previous).Select(Of)
            .Concat((evidence.Of(ResourceKind.Event) ?? []).Select(Of)).OfType<Refusal>()
            .GroupBy(refusal => (refusal.Namespace, refusal.Pod)).Select(group => group.First())
            .OrderBy(refusal => refusal.Namespace, StringComparer.Ordinal).ThenBy(refusal => refusal.Pod, StringComparer.Ordinal),
    ];

    private Refusal? Of(ContainerLog log)
    {
        var seen = new Dictionary<XdsBranch, (int Count, int Last)>();
        for (var at = 0; at < log.Lines.Count; at++)
        {
            var line = Quote.Cut(log.Lines[at]);
            if (RefusalLine.IsReady(line))
            {
                seen.Clear();
            }
            else if (RefusalLine.Read(line) is { } branch)
            {
                seen[branch] = (seen.GetValueOrDefault(branch).Count + 1, at);
            }
        }

        if (seen.Count == 0)
        {
            return null;
        }

        // Only istiod itself says who may not come in; that there is no connection is also said in between, by each side of the other.
        var (decisive, told) = seen.OrderBy(one => one.Key is XdsBranch.Unauthenticated or XdsBranch.IdentityMismatch ? 0 : 1).ThenByDescending(one => one.Value.Count).ThenByDescending(one => one.Value.Last).First();
        return new(log.Namespace, log.Pod, decisive, Quote.Of(log.Lines[told.Last], secrets), told.Count);
    }

    private Refusal? Of(JsonObject happened) => happened.Text("involvedObject", "kind") == "Pod" && RefusalLine.Read($"FailedMount {Quote.Cut(happened.Text("message") ?? "")}") is XdsBranch.RootMissing
        ? new(happened.Text("involvedObject", "namespace") ?? happened.Namespace() ?? "", happened.Text("involvedObject", "name") ?? "", XdsBranch.RootMissing, Quote.Of(happened.Text("message")!, secrets), (int)Math.Clamp(happened.Number("count") ?? 1, 1, int.MaxValue))
        : null;
}
