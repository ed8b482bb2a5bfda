using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>Conditions of pods that are false, with what they say: no node, no network. That a pod is not ready says nothing by itself.</summary>
internal static class ConditionSymptoms
{
    /// <summary>The symptoms, by pod.</summary>
    public static IEnumerable<Symptom> Of(EvidenceSet evidence) =>
        from pod in evidence.Of(ResourceKind.Pod) ?? []
        where !pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed")
        from condition in pod.Items("status", "conditions")
        where condition.Text("status") == "False" && condition.Text("type") is not ("Ready" or "ContainersReady" or "Initialized")
        let said = Printable.OneLine(condition.Text("message") ?? "")
        where said.Length > 0
        select new Symptom(SymptomPlace.PodCondition, ResourceKind.Pod.Describe(pod.Namespace(), pod.Name()), said) { Namespace = pod.Namespace(), Pod = pod.Name() };
}
