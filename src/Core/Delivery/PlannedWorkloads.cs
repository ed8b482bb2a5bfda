using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;

namespace Mesh.Core.Delivery;

/// <summary>The workloads among rendered objects.</summary>
internal static class PlannedWorkloads
{
    public static IEnumerable<(WorkloadRef Workload, JsonObject Object)> Of(IEnumerable<JsonObject> objects) =>
        from item in objects
        from kind in WorkloadKinds.All
        let resource = kind.Resource()
        where item["kind"]?.GetValue<string>() == resource.Kind && item["apiVersion"]?.GetValue<string>() == resource.ApiVersion
        select (new WorkloadRef(kind, item["metadata"]?["namespace"]?.GetValue<string>() ?? "", item["metadata"]?["name"]?.GetValue<string>() ?? ""), item);
}
