using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.Revisions;

/// <summary>What is in the cluster, and what an upgrade has to do about it.</summary>
/// <param name="Revisions">The control planes.</param>
/// <param name="Webhooks">Who injects.</param>
/// <param name="Served">The namespaces whose labels ask for proxies.</param>
internal sealed record UpgradePlan(IReadOnlyList<LiveRevision> Revisions, Webhooks Webhooks, IReadOnlyList<ServedNamespace> Served)
{
    private const int MostNamed = 10;

    /// <summary>Reads it all.</summary>
    public static async Task<UpgradePlan> ReadAsync(UpgradeContext context, CancellationToken cancellation)
    {
        var webhooks = await Webhooks.ReadAsync(context.Cluster, context.Namespace, cancellation);
        return new(await LiveRevision.ReadAsync(context.Cluster, context.Namespace, cancellation), webhooks, await ServedNamespace.ReadAsync(context.Cluster, webhooks, cancellation));
    }

    /// <summary>The control plane of a revision; null where it is not there.</summary>
    public LiveRevision? Find(string revision) => Revisions.FirstOrDefault(one => one.Name == revision);

    /// <summary>The control plane to come from; null when only the wanted one is there.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/>: there is none at all; <see cref="ExitCode.Configuration"/>: it is not clear which.</exception>
    public LiveRevision? OldFor(string wanted, UpgradeContext context)
    {
        var others = Revisions.Where(one => one.Name != wanted).ToList();
        if (Revisions.Count == 0)
        {
            throw new MeshException(ExitCode.NoInput, $"there is no istiod in {context.Namespace} of {context.Cluster.Context} to upgrade from", "Check istio.namespace and the context, or install the mesh with Mesh.InstallIstio");
        }

        if (others.Count > 1)
        {
            others = [.. others.Where(one => Served.Any(ns => ns.Revision == one.Name))];
        }

        return others.Count <= 1 ? others.FirstOrDefault() : throw new MeshException(ExitCode.Configuration,
            $"it is not clear which revision to upgrade from: {string.Join(", ", others)} all serve namespaces", "Bring the namespaces to one of them first, or remove the others with Mesh.UninstallIstio");
    }

    /// <summary>The namespaces to move, in order: the configured ones, or all that the old revision serves.</summary>
    /// <param name="old">The revision they leave.</param>
    /// <param name="wanted">The one they go to; those that are there already are not moved.</param>
    /// <param name="context">What is configured.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: a configured one is served by neither.</exception>
    public IReadOnlyList<ServedNamespace> ToMove(string old, string wanted, UpgradeContext context)
    {
        if (context.Istio.Upgrade.Namespaces is not { Count: > 0 } order)
        {
            return [.. Served.Where(ns => ns.Revision == old)];
        }

        var astray = order.Where(name => !Served.Any(ns => ns.Name == name && (ns.Revision == old || ns.Revision == wanted))).ToList();
        return astray.Count == 0
            ? [.. order.Distinct(StringComparer.Ordinal).Select(name => Served.First(ns => ns.Name == name)).Where(ns => ns.Revision == old)]
            : throw new MeshException(ExitCode.Configuration,
                $"istio.upgrade.namespaces names {string.Join(", ", astray.Take(MostNamed))}, which revision {Printable.OneLine(old)} does not serve{(Served.Count == 0 ? "; no namespace of this cluster is labelled for injection" : $"; it serves {string.Join(", ", Served.Where(ns => ns.Revision == old).Select(ns => ns.Name).Take(MostNamed))}")}",
                "Correct the names, or label the namespaces first");
    }

    /// <summary>The same in batches.</summary>
    public static IReadOnlyList<Batch> Batches(IReadOnlyList<ServedNamespace> namespaces, int size) => [.. namespaces.Select(ns => ns.Name).Chunk(size).Select(names => new Batch(names))];
}
