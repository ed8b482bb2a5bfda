using Mesh.Core.Findings;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Injection;

/// <summary>Whose injection is meant.</summary>
public sealed record InjectionChoice
{
    private InjectionChoice(IReadOnlyList<string> namespaces, IReadOnlyList<WorkloadRef> workloads) => (Namespaces, Workloads) = (namespaces, workloads);

    /// <summary>The namespaces; none for all but those that injectors leave alone and kube-*.</summary>
    internal IReadOnlyList<string> Namespaces { get; }

    /// <summary>The workloads; none for all of the namespaces.</summary>
    internal IReadOnlyList<WorkloadRef> Workloads { get; }

    /// <summary>Reads a choice as it is given on a command line.</summary>
    /// <param name="namespaces">Names of namespaces; none for all.</param>
    /// <param name="workloads">Workloads as <c>KIND/NAME</c>, in the only namespace that is named.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: a namespace that is none, a workload without its one namespace, or what names no workload.</exception>
    public static InjectionChoice Of(IEnumerable<string> namespaces, IEnumerable<string> workloads)
    {
        var (spaces, named) = (NamespaceArguments.Of(namespaces), workloads.ToList());
        if (named.Count > 0 && spaces.Count != 1)
        {
            throw new MeshException(ExitCode.Usage, $"--workload {Printable.OneLine(named[0])} does not say in which namespace", "Say --namespace NAME once along with it");
        }

        try
        {
            return new(spaces, [.. named.Select(text => WorkloadKinds.Parse(text, spaces[0])).Distinct()]);
        }
        catch (MeshException malformed)
        {
            throw new MeshException(ExitCode.Usage, $"--workload: {Printable.OneLine(malformed.Reason)}", malformed.Remedy, malformed);
        }
    }

    /// <summary>Whether a namespace is looked at.</summary>
    internal bool Means(string ns) => Namespaces.Count > 0 ? Namespaces.Contains(ns) : !ns.StartsWith("kube-", StringComparison.Ordinal) && !Images.Proxies.Injection.IsLeftAlone(ns);

    /// <summary>Whether a workload of such a namespace is looked at.</summary>
    internal bool Means(WorkloadRef workload) => Workloads.Count == 0 || Workloads.Contains(workload);
}
