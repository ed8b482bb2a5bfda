using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules;

/// <summary>Objects of which each namespace and each workload can have one: for Sidecars and Telemetries alike.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Two">Two for a whole namespace.</param>
/// <param name="OfPod">Two for one workload.</param>
/// <param name="NoPods">One for no workload.</param>
internal sealed record Scopes(MeshKind Kind, FindingKind Two, FindingKind OfPod, FindingKind NoPods)
{
    /// <summary>Looks for those that get in each other's way.</summary>
    /// <param name="mesh">All objects.</param>
    /// <param name="remarks">Where it is told.</param>
    public void Look(MeshSet mesh, Remarks remarks)
    {
        var whole = new Dictionary<string, MeshObject>();
        var ofPods = new Dictionary<Workload, MeshObject>(ReferenceEqualityComparer.Instance);
        foreach (var item in mesh.Of(Kind).Where(item => !item.Spec["targetRefs"].IsThere && !item.Spec["targetRef"].IsThere).OrderBy(item => item.Created).ThenBy(item => item.Name, StringComparer.Ordinal))
        {
            var selector = Selector.Of(item);
            if (selector.Count == 0)
            {
                if (!whole.TryAdd(item.Namespace, item))
                {
                    remarks.Find(Two, item.Root["metadata"]["name"], $"{whole[item.Namespace].Place} is for the whole of {item.Namespace} too");
                }

                continue;
            }

            var workloads = mesh.Workloads.With(item.Namespace, selector).ToList();
            if (workloads.Count == 0 && remarks.Misses(NoPods, MeshKind.Pod, MeshKind.Deployment))
            {
                remarks.Find(NoPods, Selector.FieldOf(item), $"no pod in {item.Namespace} has {Selector.Text(selector)}");
            }

            if (workloads.Find(workload => !ofPods.TryAdd(workload, item)) is { } shared)
            {
                remarks.Find(OfPod, Selector.FieldOf(item), $"{ofPods[shared].Place} selects {shared.Object.Key} too");
            }
        }
    }
}
