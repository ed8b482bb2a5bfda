using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers.Addresses;

// A pool, from mesh.yaml or as the cluster has it.
internal sealed record AddressPool(string Namespace, string Name, IReadOnlyList<AddressRange> Ranges, bool Auto, JsonObject? Allocation)
{
    public string Subject => $"ipaddresspool/{Name} in {Namespace}";

    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> with every malformed range.</exception>
    public static IReadOnlyList<AddressPool> Of(IReadOnlyList<AddressPoolOptions> all)
    {
        var problems = new List<string>();
        var pools = all.Select((pool, index) => new AddressPool(pool.Namespace, pool.Name, [.. pool.Addresses.Select((text, at) =>
        {
            if (AddressRange.WhyNot(text, out var range) is { } why)
            {
                problems.Add($"addressPools[{index}].addresses[{at}] '{Printable.OneLine(text)}': {why}");
            }

            return range;
        })], !pool.OnRequest, null)).ToList();
        problems.AddRange(all.Index().Where(one => one.Item.Addresses.Count == 0).Select(one => $"addressPools[{one.Index}].addresses is empty"));
        return problems.Count == 0 ? pools : throw new MeshException(ExitCode.MalformedInput,
            string.Join("; ", problems.Take(10)) + (problems.Count > 10 ? $"; and {problems.Count - 10} more" : ""), "Write ranges as 10.10.50.75-10.10.50.90, 10.10.51.0/28 or fd00::10-fd00::1f");
    }

    // A range of the cluster's that cannot be read is left out: MetalLB's own webhook keeps such out.
    public static AddressPool Of(JsonObject live) => new(
        live.Namespace() ?? "", live.Name(), [.. live.Elements("spec", "addresses").Select(text => AddressRange.Of(text.Text())).OfType<AddressRange>()],
        live.Flag("spec", "autoAssign") != false, live.Child("spec", "serviceAllocation"));

    public bool Holds(AddressRange address) => Ranges.Any(range => range.Holds(address));

    public bool Has(bool v6) => Ranges.Any(range => range.IsV6 == v6);

    // Whether the pool may serve a Service that does not name it; a namespace's or Service's labels decide in pools with serviceAllocation.
    public bool Serves(JsonObject service, Func<string, JsonObject?> labelsOf)
    {
        if (Allocation is null)
        {
            return true;
        }

        var ns = service.Namespace() ?? "";
        var namespaces = Allocation.Elements("namespaces").Select(one => one.Text()).ToList();
        var selectors = Allocation.Items("namespaceSelectors").ToList();
        var services = Allocation.Items("serviceSelectors").ToList();
        var byNamespace = (namespaces.Count == 0 && selectors.Count == 0) || namespaces.Contains(ns) || selectors.Exists(one => LabelSelector.Of(one).Matches(labelsOf(ns)));
        return byNamespace && (services.Count == 0 || services.Exists(one => LabelSelector.Of(one).Matches(service.Child("metadata", "labels"))));
    }
}
