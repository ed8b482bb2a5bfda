using System.Collections.Concurrent;
using System.Text;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>All policies of a mesh, compiled once and asked for any number of workloads.</summary>
/// <param name="policies">The AuthorizationPolicies.</param>
/// <param name="tls">What ports take.</param>
/// <param name="mesh">What policies depend on.</param>
internal sealed class CompiledPolicies(IEnumerable<AuthorizationPolicy> policies, MtlsSet tls, MeshFacts mesh)
{
    private readonly ILookup<string, CompiledPolicy> byNamespace = policies.Select(policy => new CompiledPolicy(policy, mesh)).ToLookup(policy => policy.Policy.Namespace, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, WorkloadPolicies> known = new(StringComparer.Ordinal);

    /// <summary>What policies depend on.</summary>
    public MeshFacts Mesh => mesh;

    /// <summary>The policies that count for a workload.</summary>
    /// <param name="workload">The workload.</param>
    public WorkloadPolicies For(Callee workload) => known.GetOrAdd(KeyOf(workload), _ =>
    {
        var spaces = workload.Services.Select(service => service.Split('/')[0]).Append(workload.Namespace).Append(mesh.RootNamespace).Distinct(StringComparer.Ordinal);
        return new(workload, [.. spaces.SelectMany(space => byNamespace[space]).Where(policy => policy.Policy.Selects(workload, mesh.RootNamespace))], tls, mesh);
    });

    // Labels and names hold neither line feeds nor nulls. Asked for every sample, most of which have one label or two.
    private static string KeyOf(Callee workload)
    {
        var key = new StringBuilder(workload.Namespace);
        foreach (var (name, value) in workload.Labels.Count > 1 ? workload.Labels.OrderBy(label => label.Key, StringComparer.Ordinal) : workload.Labels.AsEnumerable())
        {
            key.Append('\n').Append(name).Append('=').Append(value);
        }

        return key.Append('\0').AppendJoin('\n', workload.Services).ToString();
    }
}
