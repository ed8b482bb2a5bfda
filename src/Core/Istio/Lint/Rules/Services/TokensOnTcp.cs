using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.Services;

/// <summary>RequestAuthentications for workloads to which only ports without HTTP lead.</summary>
internal sealed class TokensOnTcp : ILintRule
{
    private static readonly string[] Headerless = ["tcp", "tls", "https", "udp", "mongo", "redis", "mysql"];

    public IReadOnlyList<FindingKind> Kinds => [ServiceFindings.TokensOnTcp];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        var services = mesh.Of(MeshKind.Service).ToLookup(service => service.Namespace);
        foreach (var tokens in mesh.Of(MeshKind.RequestAuthentication).Where(tokens => Selector.Of(tokens).Count > 0 && tokens.Spec["jwtRules"].Items.Any()))
        {
            var workloads = mesh.Workloads.With(tokens.Namespace, Selector.Of(tokens)).Where(workload => !workload.IsGateway).ToList();
            var ports = services[tokens.Namespace].Where(service => Selector.Of(service.Spec["selector"]) is { Count: > 0 } own && workloads.Exists(workload => workload.Has(own))).SelectMany(service => service.Spec["ports"].Items).ToList();
            // Where nothing is said the proxy finds HTTP out by itself.
            if (ports.Count > 0 && ports.TrueForAll(port => Headerless.Contains(Protocols.Of(port))))
            {
                remarks.Find(ServiceFindings.TokensOnTcp, Selector.FieldOf(tokens), $"{string.Join(", ", ports.Take(5).Select(port => $"port {port["port"].Whole} of {port.Object.Key} is {Protocols.Of(port)}"))}");
            }
        }
    }
}
