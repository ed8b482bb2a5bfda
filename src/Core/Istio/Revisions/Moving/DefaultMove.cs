using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions.Moving;

/// <summary>
/// After the last namespace: points the tags, the default revision and the default validator to the new revision, restarts what follows them by labels of its own (gateways, mostly),
/// and gives the namespaces that followed a tag their own labels back, which now lead to the new revision.
/// </summary>
internal sealed class DefaultMove(UpgradeContext context, UpgradeLedger ledger, BatchMove moves)
{
    private readonly RevisionTags tags = new(context);

    /// <summary>Goes on from where the state stands.</summary>
    /// <returns>In phase Remove, or as it is where a batch of followers was not let pass: everything is back then.</returns>
    public async Task<UpgradeState> RunAsync(UpgradeState state, CancellationToken cancellation)
    {
        var plan = await UpgradePlan.ReadAsync(context, cancellation);
        var moved = Moved(state, plan);
        if (moved.Count > state.Tags.Count)
        {
            state = await ledger.SaveAsync(state with { Tags = moved }, cancellation);
        }

        if (!state.Batches.Any(batch => batch.FollowsTag))
        {
            var followers = await FollowersAsync(state, plan, cancellation);
            state = await ledger.SaveAsync(state with { Batches = [.. state.Batches, .. followers.Chunk(context.Istio.Upgrade.Batch).Select(names => new Batch(names) { FollowsTag = true })] }, cancellation);
        }

        await PointAsync(state, state.New, cancellation);
        for (var index = 0; index < state.Batches.Count; index++)
        {
            if (state.Batches[index] is { FollowsTag: true, State: BatchState.Planned or BatchState.Moving or BatchState.Returning })
            {
                var known = state;
                state = await moves.RunAsync(state, index, new(state.Old, state.New) { Only = one => Follows(one, known), Returning = token => PointAsync(known, known.Old, token) }, cancellation);
                if (state.Failed.Any())
                {
                    return state;
                }
            }
        }

        await LabelAsync(state, cancellation);
        return await ledger.SaveAsync(state with { Phase = UpgradePhase.Remove }, cancellation);
    }

    /// <summary>Points everything that was or is to be moved to a revision.</summary>
    public async Task PointAsync(UpgradeState state, string to, CancellationToken cancellation)
    {
        var webhooks = await Webhooks.ReadAsync(context.Cluster, context.Namespace, cancellation);
        foreach (var (tag, from) in state.Tags.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            await (from is not null ? tags.PointAsync(webhooks, tag, to, cancellation)
                : to == state.New ? tags.TakeDefaultAsync(webhooks, to, cancellation)
                : tags.GiveDefaultBackAsync(webhooks, cancellation));
        }

        await tags.ValidateByAsync(to, webhooks, cancellation);
    }

    /// <summary>Gives the namespaces that followed a tag their labels back.</summary>
    public async Task LabelAsync(UpgradeState state, CancellationToken cancellation)
    {
        foreach (var (ns, before) in state.Labels.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            if (state.Tags.ContainsKey(before.Injection is null ? before.Revision ?? "" : MeshLabels.Default))
            {
                await new NamespaceLabels(context).PutAsync(ns, before, cancellation);
            }
        }
    }

    /// <summary>The tags that lead to the old revision, and the default one where no tag stands for it.</summary>
    public static IReadOnlyDictionary<string, string?> Moved(UpgradeState state, UpgradePlan plan)
    {
        var moved = new Dictionary<string, string?>(state.Tags, StringComparer.Ordinal);
        foreach (var (tag, leads) in plan.Webhooks.Tags.Where(one => one.Value == state.Old))
        {
            moved.TryAdd(tag, leads);
        }

        if (state.Old == MeshLabels.Default && !plan.Webhooks.Tags.ContainsKey(MeshLabels.Default) && plan.Webhooks.OfRevision(MeshLabels.Default) is not null)
        {
            moved.TryAdd(MeshLabels.Default, null);
        }

        return moved;
    }

    /// <summary>The namespaces without labels of their own where workloads follow one of the tags by labels of their pods, by name.</summary>
    public async Task<IReadOnlyList<string>> FollowersAsync(UpgradeState state, UpgradePlan plan, CancellationToken cancellation)
    {
        var candidates = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var pod in context.Cluster.ListAsync(ResourceKind.Pod, new ListQuery(), cancellation))
        {
            if (Follows(pod.Labels(), state) && pod.Namespace() is { } ns && !plan.Served.Any(one => one.Name == ns))
            {
                candidates.Add(ns);
            }
        }

        var followers = new List<string>();
        foreach (var ns in candidates)
        {
            var (workloads, _) = await ProxiedWorkload.ReadAsync(context.Cluster, ns, state.New, cancellation);
            if (workloads.Any(one => Follows(one, state)))
            {
                followers.Add(ns);
            }
        }

        return followers;
    }

    /// <summary>Whether a workload follows one of the tags by labels of its pods.</summary>
    public static bool Follows(ProxiedWorkload one, UpgradeState state) => Follows(one.Object.Texts("spec", "template", "metadata", "labels"), state);

    private static bool Follows(IReadOnlyDictionary<string, string> labels, UpgradeState state) =>
        labels.TryGetValue(MeshLabels.Revision, out var asked) ? state.Tags.ContainsKey(asked) : labels.GetValueOrDefault(MeshLabels.Inject) == "true" && state.Tags.ContainsKey(MeshLabels.Default);
}
