using Mesh.Core.Findings;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Injection;

/// <summary>The injectors of a mesh: their webhooks, whether the server reaches them, what they decide by themselves, and the istiods behind them.</summary>
internal sealed class MeshInjectors
{
    private readonly Dictionary<InjectorHook, string?> faults = [];
    private readonly Dictionary<string, InjectorPolicy?> policies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> started = new(StringComparer.Ordinal);
    private readonly List<string> notEvaluated = [];

    private MeshInjectors(IReadOnlyList<InjectorHook> hooks) => Hooks = hooks;

    /// <summary>The webhooks, in the order in which the server calls them.</summary>
    public IReadOnlyList<InjectorHook> Hooks { get; }

    /// <summary>What could not be looked at, each with the reason.</summary>
    public IReadOnlyList<string> NotEvaluated => notEvaluated;

    /// <summary>The tags there are, each with the revision it stands for.</summary>
    public IReadOnlyDictionary<string, string> Tags => Hooks.Where(hook => hook.Tag is not null).GroupBy(hook => hook.Tag!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First().Revision, StringComparer.Ordinal);

    /// <summary>As people are told which label values lead somewhere: <c>default, prod (a tag of 1-28)</c>.</summary>
    public string Names => string.Join(", ", Hooks.Select(hook => hook.Tag is { } tag ? $"{tag} (a tag of {hook.Revision})" : hook.Revision).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Reads them.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="ns">The namespace of the control plane.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Forbidden"/>: the webhooks may not be listed; else as for <see cref="ICluster"/>. What else may not be read is in <see cref="NotEvaluated"/>.</exception>
    public static async Task<MeshInjectors> ReadAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        var all = new MeshInjectors(await InjectorHook.ReadAsync(cluster, cancellation));
        var reach = new InjectorReach(cluster);
        foreach (var hook in all.Hooks)
        {
            await all.TryAsync($"what is behind {hook}", async () => all.faults[hook] = await reach.FaultAsync(hook, cancellation));
        }

        foreach (var revision in all.Hooks.Select(hook => hook.Revision).Distinct(StringComparer.Ordinal))
        {
            await all.TryAsync($"the policy of the injector of revision {revision}", async () => all.policies[revision] = await InjectorPolicy.ReadAsync(cluster, ns, revision, cancellation));
        }

        await all.TryAsync("when istiod started", () => all.ReadIstiodsAsync(cluster, ns, cancellation));
        return all;
    }

    /// <summary>Why the server cannot ask; null where it can, or that is not known.</summary>
    public string? FaultOf(InjectorHook hook) => faults.GetValueOrDefault(hook);

    /// <summary>What the injector of a revision decides; null where that is not known.</summary>
    public InjectorPolicy? PolicyOf(string revision) => policies.GetValueOrDefault(revision);

    /// <summary>When the first of a revision's istiods that run today started; null where none runs.</summary>
    public DateTimeOffset? StartedOf(string revision) => started.TryGetValue(revision, out var since) ? since : null;

    private async Task<bool> ReadIstiodsAsync(ICluster cluster, string ns, CancellationToken cancellation)
    {
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(ns, "app=istiod"), cancellation))
        {
            var since = pod.Items("status", "containerStatuses").Where(status => status.Text("name") == Istiod.Container).Select(status => status.Time("state", "running", "startedAt")).FirstOrDefault() ?? pod.Time("status", "startTime");
            if (pod.Text("status", "phase") == "Running" && !pod.IsTerminating() && since is { } moment)
            {
                var revision = Istiod.RevisionOf(pod);
                started[revision] = started.TryGetValue(revision, out var known) && known < moment ? known : moment;
            }
        }

        return true;
    }

    private async Task TryAsync<T>(string what, Func<Task<T>> look)
    {
        try
        {
            await look();
        }
        catch (MeshException refused) when (refused.ExitCode is ExitCode.Forbidden or ExitCode.MalformedInput)
        {
            notEvaluated.Add($"{what}: {refused.Reason}");
        }
    }
}
