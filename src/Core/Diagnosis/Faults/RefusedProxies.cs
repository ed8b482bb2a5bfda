using Mesh.Core.Diagnosis.Xds;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Diagnosis.Faults;

/// <summary>Proxies that istiod refuses, as their own analysis explains them: it asks further than what was seen, and so knows better than any signature of their message.</summary>
internal static class RefusedProxies
{
    /// <summary>What such an explanation is known by, in place of a signature.</summary>
    public const string Signature = "xds";

    /// <summary>Whether one fault is such an explanation, and the other what the proxy itself says of its refusal.</summary>
    public static bool KnowsBetter(Fault other, Fault fault) =>
        other.Signature == Signature && fault.Signature is not (null or Signature) && fault.IsOfProxy;

    /// <summary>A fault for each pod of an explanation.</summary>
    public static IEnumerable<Fault> Of(IEnumerable<XdsExplanation> explanations) =>
        from explanation in explanations
        from pod in explanation.Alike.Prepend(explanation.Pod)
        let subject = pod.Length == 0 ? explanation.Finding.Subject : ResourceKind.Pod.Describe(explanation.Namespace, pod)
        let evidence = explanation.Finding.Evidence.Split('\n')
        select new Fault(explanation.Finding with { Subject = subject, Evidence = evidence[0] }, Layer.ControlPlane, $"{explanation.Finding.Code} {explanation.Finding.Cause} {explanation.Finding.Subject}")
        {
            Object = subject, Confidence = explanation.Confidence, About = [subject], Proof = [.. evidence.Skip(1)], Signature = Signature,
        };
}
