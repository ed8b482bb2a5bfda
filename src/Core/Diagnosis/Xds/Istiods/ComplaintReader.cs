using System.Text.Json.Nodes;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Istiods;

/// <summary>What all istiods wrote of those they turned away, read once for all proxies.</summary>
internal sealed class ComplaintReader
{
    private readonly IReadOnlyList<(string Pod, IstiodComplaint Complaint)> all;

    private ComplaintReader(IReadOnlyList<(string, IstiodComplaint)> all, IReadOnlyList<string> unread) => (this.all, Unread) = (all, unread);

    /// <summary>Whose log could not be read, each with the reason.</summary>
    public IReadOnlyList<string> Unread { get; }

    /// <summary>Reads the logs of all replicas: each proxy is connected to one of them, and nobody knows beforehand to which.</summary>
    public static async Task<ComplaintReader> ReadAsync(XdsFacts facts, Secrets secrets)
    {
        var (found, unread, pods) = (new List<(string, IstiodComplaint)>(), new List<string>(), await facts.IstiodsAsync());
        foreach (var pod in pods.Value ?? [])
        {
            var log = await facts.LogOfIstiodAsync(pod.Name());
            found.AddRange((log.Value ?? []).Select(line => (pod.Name(), Complaint: IstiodComplaint.Read(ResourceKind.Pod.Describe(facts.IstioNamespace, pod.Name()), line, secrets))).Where(one => one.Complaint is not null).Select(one => (one.Item1, one.Complaint!)));
            if (log.Value is null)
            {
                unread.Add($"the log of {ResourceKind.Pod.Describe(facts.IstioNamespace, pod.Name())}: {log.Unseen}");
            }
        }

        if (pods.Value is null)
        {
            unread.Add($"the logs of istiod: {pods.Unseen}");
        }

        found.AddRange(facts.OtherLines([.. (pods.Value ?? []).Select(pod => pod.Name())]).Select(one => ("", Complaint: IstiodComplaint.Read(one.Source, one.Line, secrets))).Where(one => one.Complaint is not null).Select(one => ("", one.Complaint!)));
        return new(found, unread);
    }

    /// <summary>The last line about a pod, and how it was found, or why none was.</summary>
    /// <param name="pod">The pod; null where it is not known.</param>
    /// <param name="istiods">The istiods of its revision.</param>
    public (IstiodComplaint? Complaint, string How) Find(JsonObject? pod, IReadOnlyList<string> istiods)
    {
        var own = all.Where(one => one.Pod.Length == 0 || istiods.Count == 0 || istiods.Contains(one.Pod)).Select(one => one.Complaint).ToList();
        if (own.Count == 0)
        {
            return (null, Unread.Count > 0 ? $"istiod's reason is not known: {Unread[0]}" : "no istiod that was asked wrote that it turned anybody away");
        }

        var addresses = AddressesOf(pod);
        if (own.FindLast(one => addresses.Contains(one.Address)) is { } exact)
        {
            return (exact, $"by the pod's address {exact.Address}");
        }

        // What most say may be of others; where there is but one address, there is but one whom it can be of.
        var (count, last) = (own.Select(one => one.Address).Distinct().Count(), own.GroupBy(one => one.Words).OrderByDescending(group => group.Count()).First().Last());
        return addresses.Count == 0 ? (last, "the pod's address is not known, so that it may be about another client")
            : (last, $"no line names the pod's address {string.Join(" or ", addresses)}; the {own.Count} there are name {(count == 1 ? last.Address : $"{count} others")}, so that the network in between translates addresses (NAT, CNI), or it is about another client");
    }

    private static List<string> AddressesOf(JsonObject? pod) => pod is null ? []
        : [.. pod.Items("status", "podIPs").Select(one => one.Text("ip")).Append(pod.Text("status", "podIP")).OfType<string>().Distinct()];
}
