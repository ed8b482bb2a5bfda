using Mesh.Core.Changes;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Takes a control plane out of the cluster, once nobody needs it.</summary>
internal sealed class RevisionRemoval(UpgradeContext context)
{
    private const int MostTold = 20;

    /// <summary>Removes a revision; does nothing when it is gone already.</summary>
    /// <param name="revision">The one to remove.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> with everybody who needs it.</exception>
    public async Task RunAsync(string revision, CancellationToken cancellation)
    {
        await RequireUnusedAsync(revision, cancellation);
        await UninstallAsync(revision, cancellation);
    }

    /// <summary>Uninstalls its release, whoever needs it.</summary>
    public async Task UninstallAsync(string revision, CancellationToken cancellation)
    {
        if (await FindAsync(revision, cancellation) is not { } release)
        {
            if ((await LiveRevision.ReadAsync(context.Cluster, context.Namespace, cancellation)).Any(one => one.Name == revision))
            {
                context.Journal.Find(UpgradeFindings.NotByHelm.On($"revision {revision} in {context.Namespace} of {context.Cluster.Context}", "no helm release of the chart istiod has this revision"));
            }

            return;
        }

        await RequireOwnAsync(release, revision, cancellation);
        var target = Toolbox.TargetOf(context.Options.Cluster);
        await context.Gate.PassAsync(new Change
        {
            Target = "cluster", Subject = $"release {release.Name} in {release.Namespace}", Action = "uninstall",
            Diff = $"delete revision {revision} of the control plane: release {release.Name}, chart {release.Chart}\n",
            Undo = $"Mesh.InstallIstio with istio.revision {(revision == MeshLabels.Default ? "left out" : revision)} and the version from before",
            Execute = token => context.Tools.Helm.UninstallAsync(target, Of(release), token),
        }, cancellation);
    }

    /// <summary>Says who still needs a revision.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when anybody does.</exception>
    public async Task RequireUnusedAsync(string revision, CancellationToken cancellation)
    {
        var users = (await context.Parts.Users(revision, cancellation)).Concat(await InjectedAsync(revision, cancellation)).DistinctBy(user => user.Subject).ToList();
        foreach (var user in users.Take(MostTold))
        {
            context.Journal.Find(UpgradeFindings.StillUsed.On(Printable.OneLine(user.Subject), Printable.OneLine(user.Why)));
        }

        if (users.Count > 0)
        {
            throw new MeshException(ExitCode.FindingsFound,
                $"revision {revision} is still needed by {users.Count}, so that it stays: {string.Join("; ", users.Take(5).Select(user => Printable.OneLine($"{user.Subject} ({user.Why})")))}{(users.Count > 5 ? $" and {users.Count - 5} more" : "")}",
                UpgradeFindings.StillUsed.Remedy);
        }
    }

    // What injection wrote on a pod is the revision itself, also where a tag of the same name leads elsewhere by now.
    private async Task<IReadOnlyList<RevisionUser>> InjectedAsync(string revision, CancellationToken cancellation)
    {
        var users = new List<RevisionUser>();
        await foreach (var pod in context.Cluster.ListAsync(ResourceKind.Pod, new ListQuery(), cancellation))
        {
            if (!pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed") && pod.Annotations().GetValueOrDefault(MeshLabels.Revision) == revision)
            {
                users.Add(new(ResourceKind.Pod.Describe(pod.Namespace(), pod.Name()), $"its proxy is of revision {revision}"));
            }
        }

        return users;
    }

    private async Task<InstalledRelease?> FindAsync(string revision, CancellationToken cancellation)
    {
        var target = Toolbox.TargetOf(context.Options.Cluster);
        foreach (var release in await context.Tools.Helm.ListAsync(target, context.Namespace, cancellation))
        {
            if (release.Chart.StartsWith("istiod-", StringComparison.Ordinal)
                && NamedRevision.Of((await context.Tools.Helm.GetValuesAsync(target, Of(release), cancellation)).Text("revision")) == revision)
            {
                return release;
            }
        }

        return null;
    }

    // Helm deletes by what the release was installed with, whatever the objects have become since.
    private async Task RequireOwnAsync(InstalledRelease release, string revision, CancellationToken cancellation)
    {
        var manifest = ManifestSet.Parse(await context.Tools.Helm.GetManifestAsync(Toolbox.TargetOf(context.Options.Cluster), Of(release), cancellation), $"the installed manifest of release {release.Name}");
        foreach (var item in manifest.Objects.Where(item => item.Kind is "MutatingWebhookConfiguration" or "ValidatingWebhookConfiguration"))
        {
            var kind = item.Kind == ResourceKind.MutatingWebhook.Kind ? ResourceKind.MutatingWebhook : ResourceKind.ValidatingWebhook;
            if (await context.Cluster.GetAsync(kind, null, item.Name, cancellation) is { } live && Webhooks.RevisionOf(live) is var points && points != revision)
            {
                context.Journal.Find(UpgradeFindings.OwnedByOld.On($"{item.Kind.ToLowerInvariant()}/{item.Name}", $"it points to {points} and belongs to release {release.Name}"));
                throw new MeshException(ExitCode.FindingsFound, $"release {release.Name} cannot be uninstalled: {item.Kind} {item.Name} belongs to it and points to revision {Printable.OneLine(points)} now", UpgradeFindings.OwnedByOld.Remedy);
            }
        }
    }

    private HelmRelease Of(InstalledRelease release) => new(release.Name, "istiod", release.Namespace.Length == 0 ? context.Namespace : release.Namespace) { Timeout = context.Timeout };
}
