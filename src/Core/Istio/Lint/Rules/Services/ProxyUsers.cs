using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Services;

/// <summary>Applications that run as the user by which proxies are told apart from them.</summary>
internal sealed class ProxyUsers : ILintRule
{
    private const int Proxy = 1337;

    public IReadOnlyList<FindingKind> Kinds => [ServiceFindings.ProxyUser];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var workload in mesh.Workloads.All.Where(workload => workload.Namespace != mesh.Settings.RootNamespace && !workload.IsGateway))
        {
            var own = workload.Template["spec"]["securityContext"]["runAsUser"];
            var container = workload.Applications.Select(container => container["securityContext"]["runAsUser"]).FirstOrDefault(user => user.Whole == Proxy);
            if (container is not null || own.Whole == Proxy)
            {
                remarks.Find(ServiceFindings.ProxyUser, container ?? own, $"runAsUser {Proxy}");
            }
        }
    }
}
