using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Delivery;

/// <summary>The workloads among rendered objects.</summary>
internal static class PlannedWorkloads
{
    public static IEnumerable<(WorkloadRef Workload, JsonObject Object)> Of(IEnumerable<JsonObject> objects) =>
        from item in objects
        from kind in WorkloadKinds.All
        let resource = kind.Resource()
        where item.Text("kind") == resource.Kind && item.Text("apiVersion") == resource.ApiVersion
        select (new WorkloadRef(kind, item.Namespace() ?? "", item.Name()), item);
}
