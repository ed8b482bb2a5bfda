using Mesh.Core.Diagnosis.Evidence;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>Finds what is wrong from the state of the objects alone.</summary>
internal static class FaultFinder
{
    /// <summary>The faults, in no particular order. A cluster that is well has none.</summary>
    /// <param name="evidence">What was seen.</param>
    /// <param name="istioNamespace">The namespace of the control plane.</param>
    public static IReadOnlyList<Fault> Find(EvidenceSet evidence, string istioNamespace)
    {
        var seen = new Surroundings(evidence, istioNamespace);
        return [.. NodeFaults.Of(seen), .. WorkloadFaults.Of(seen), .. WebhookFaults.Of(seen), .. PodFaults.Of(seen), .. ServiceFaults.Of(seen)];
    }
}
