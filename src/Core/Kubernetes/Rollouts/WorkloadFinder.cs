using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Rollouts;

/// <summary>Finds the workloads that a restart means. Finding none is an error, never an empty success.</summary>
/// <param name="cluster">The cluster.</param>
public sealed class WorkloadFinder(ICluster cluster)
{
    private const int MostNamed = 5;

    /// <summary>The Deployments, StatefulSets and DaemonSets that match, in that order, each kind by name.</summary>
    /// <param name="ns">The namespace.</param>
    /// <param name="selector">A label selector such as <c>app=web</c>; null where a workload is named.</param>
    /// <param name="workload">One workload such as <c>deployment/web</c>; null where a selector is given.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>At least one.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when nothing matches, saying what there is instead; <see cref="ExitCode.Configuration"/> when
    /// neither or both are given, or the selector is blank (it would mean everything); <see cref="ExitCode.MalformedInput"/> when the workload is no kind and name.</exception>
    public async Task<IReadOnlyList<WorkloadRef>> FindAsync(string ns, string? selector, string? workload, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(ns))
        {
            throw new MeshException(ExitCode.Configuration, "a restart names no namespace", "Give the namespace of the workload");
        }

        if (string.IsNullOrWhiteSpace(selector) == string.IsNullOrWhiteSpace(workload))
        {
            throw new MeshException(
                ExitCode.Configuration,
                $"a restart in namespace {ns} names {(string.IsNullOrWhiteSpace(selector) ? "neither a selector nor a workload" : "both a selector and a workload")}",
                "Give either a selector such as app=web, or a workload such as deployment/web");
        }

        return string.IsNullOrWhiteSpace(workload) ? await BySelectorAsync(ns, selector!, cancellation) : [await ByNameAsync(WorkloadKinds.Parse(workload, ns), cancellation)];
    }

    private async Task<WorkloadRef> ByNameAsync(WorkloadRef wanted, CancellationToken cancellation)
    {
        if (await cluster.GetAsync(wanted.Kind.Resource(), wanted.Namespace, wanted.Name, cancellation) is not null)
        {
            return wanted;
        }

        await RequireNamespaceAsync(wanted.Namespace, cancellation);
        var there = await ListAsync(wanted.Namespace, null, cancellation);
        throw new MeshException(
            ExitCode.NoInput,
            $"{wanted} is not there; {Describe(wanted.Namespace, there)}",
            NearestName.Hint(wanted.ShortName, there.Select(found => found.Workload.ShortName), "Check the name and the namespace"));
    }

    private async Task<IReadOnlyList<WorkloadRef>> BySelectorAsync(string ns, string selector, CancellationToken cancellation)
    {
        var matches = await ListAsync(ns, selector, cancellation);
        if (matches.Count > 0)
        {
            return [.. matches.Select(match => match.Workload)];
        }

        await RequireNamespaceAsync(ns, cancellation);
        var there = await ListAsync(ns, null, cancellation);
        var labels = there.SelectMany(found => Labels(found.Object)).Distinct().Order(StringComparer.Ordinal).ToList();
        throw new MeshException(
            ExitCode.NoInput,
            $"no Deployment, StatefulSet or DaemonSet in namespace {ns} matches the selector '{selector}'; {Describe(ns, there)}",
            NearestName.Hint(selector.Trim(), labels, "Compare the selector with the labels of the workloads themselves; those of their pods do not count"));
    }

    private async Task RequireNamespaceAsync(string ns, CancellationToken cancellation)
    {
        try
        {
            if (await cluster.GetAsync(ResourceKind.Namespace, null, ns, cancellation) is not null)
            {
                return;
            }

            var names = new List<string>();
            await foreach (var item in cluster.ListAsync(ResourceKind.Namespace, new ListQuery(), cancellation))
            {
                names.Add(item.Name());
            }

            throw new MeshException(ExitCode.NoInput, $"there is no namespace {ns} in context {cluster.Context}", NearestName.Hint(ns, names, "Check the namespace and the context"));
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.Forbidden)
        {
            // Whoever may not look at namespaces still gets to know that nothing matches.
        }
    }

    private async Task<List<(WorkloadRef Workload, JsonObject Object)>> ListAsync(string ns, string? selector, CancellationToken cancellation)
    {
        var all = new List<(WorkloadRef Workload, JsonObject Object)>();
        foreach (var kind in WorkloadKinds.All)
        {
            await foreach (var item in cluster.ListAsync(kind.Resource(), new ListQuery(ns, selector), cancellation))
            {
                all.Add((new WorkloadRef(kind, ns, item.Name()), item));
            }
        }

        return [.. all.OrderBy(found => found.Workload.Kind).ThenBy(found => found.Workload.Name, StringComparer.Ordinal)];
    }

    private static string Describe(string ns, List<(WorkloadRef Workload, JsonObject Object)> there)
    {
        var named = there.Take(MostNamed).Select(found => $"{found.Workload.ShortName} ({string.Join(',', Labels(found.Object))})");
        return there.Count == 0
            ? $"namespace {ns} has no workload at all"
            : $"namespace {ns} has {string.Join(", ", named)}{(there.Count > MostNamed ? $" and {there.Count - MostNamed} more" : "")}";
    }

    private static IEnumerable<string> Labels(JsonObject workload) => workload.Labels().Select(label => $"{label.Key}={label.Value}");
}
