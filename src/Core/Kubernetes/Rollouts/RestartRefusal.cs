using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

// Why a restart would change nothing, or null when it would.
internal static class RestartRefusal
{
    public static string? Of(WorkloadRef workload, JsonObject found)
    {
        if (workload.Kind == WorkloadKind.Deployment)
        {
            return found.Flag("spec", "paused") == true ? $"{workload} is paused, so its pods would stay as they are until it is resumed" : null;
        }

        if (RolloutStatus.IsOnDelete(found))
        {
            return $"{workload} has the update strategy OnDelete, so its pods would stay as they are until somebody deletes them";
        }

        var replicas = found.Number("spec", "replicas") ?? 1;
        return workload.Kind == WorkloadKind.StatefulSet && replicas > 0 && found.Number("spec", "updateStrategy", "rollingUpdate", "partition") >= replicas
            ? $"{workload} keeps all its {replicas} pods behind the partition of its update strategy, so none would be restarted"
            : null;
    }
}
