using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Symptoms;
using Mesh.Core.Diagnosis.Xds;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>Finds what is wrong: from the state of the objects, and from the messages in them that signatures know.</summary>
/// <param name="explainer">Knows the signatures.</param>
internal sealed class FaultFinder(Explainer explainer)
{
    /// <summary>The faults, in no particular order. A cluster that is well has none.</summary>
    /// <param name="evidence">What was seen.</param>
    /// <param name="istioNamespace">The namespace of the control plane.</param>
    /// <param name="refused">What is known of proxies that istiod refuses.</param>
    public IReadOnlyList<Fault> Find(EvidenceSet evidence, string istioNamespace, IReadOnlyList<XdsExplanation> refused)
    {
        var seen = new Surroundings(evidence, istioNamespace);
        // A Service that webhooks lead to is told with them, and not once more for itself.
        var webhooks = WebhookFaults.Of(seen).ToList();
        return
        [
            .. RefusedProxies.Of(refused), .. KnownFaults.Of(seen, explainer.Explain(EvidenceSymptoms.Of(evidence), evidence)),
            .. NodeFaults.Of(seen), .. WorkloadFaults.Of(seen), .. webhooks, .. PodFaults.Of(seen),
            .. ServiceFaults.Of(seen, webhooks.SelectMany(fault => fault.About).ToHashSet(StringComparer.Ordinal)),
        ];
    }
}
