using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Symptoms;

/// <summary>Services of type LoadBalancer that have no address, as kubectl shows it: <c>&lt;pending&gt;</c>.</summary>
internal static class ServiceSymptoms
{
    /// <summary>The symptoms, by Service.</summary>
    public static IEnumerable<Symptom> Of(EvidenceSet evidence) =>
        from service in evidence.Of(ResourceKind.Service) ?? []
        where evidence.AsksFor(service.Namespace()) && service.Text("spec", "type") == "LoadBalancer" && !service.IsTerminating() && !service.Items("status", "loadBalancer", "ingress").Any()
        select new Symptom(SymptomPlace.ServiceStatus, ResourceKind.Service.Describe(service.Namespace(), service.Name()), "<pending>") { Namespace = service.Namespace() };
}
