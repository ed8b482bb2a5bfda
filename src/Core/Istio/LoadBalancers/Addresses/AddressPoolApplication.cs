using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Istio.LoadBalancers.Addresses;

/// <summary>Gives MetalLB its addresses: pools and how they are announced, by server-side apply, after a look at what they would collide with.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
public sealed class AddressPoolApplication(Toolbox tools, ChangeGate gate, RunJournal journal)
{
    /// <summary>Applies every configured pool that is not so already.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="failOn">The lowest severity of a finding that keeps the pools from being applied.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: none is configured; <see cref="ExitCode.MalformedInput"/>: ranges are malformed, all of them named;
    /// <see cref="ExitCode.NoInput"/>: the server has no MetalLB; <see cref="ExitCode.FindingsFound"/>: findings at or above <paramref name="failOn"/>; <see cref="ExitCode.Refused"/>: MetalLB's
    /// webhook refuses a pool, or somebody else owns its fields.</exception>
    public async Task RunAsync(MeshOptions options, Severity failOn, CancellationToken cancellation)
    {
        if (options.AddressPools.Count == 0)
        {
            NothingConfigured.Say(journal, "addressPools", required: true);
        }

        var wanted = AddressPool.Of(options.AddressPools);
        var cluster = tools.Connect(options.Cluster);
        var kinds = await PoolObjects.FindAsync(cluster, options.AddressPools, cancellation);
        var stage = await PoolStage.ReadAsync(cluster, kinds, wanted.Select(pool => pool.Namespace), cancellation);
        var stale = await StaleAsync(cluster, kinds, options.AddressPools, cancellation);
        Tell([.. PoolConflicts.Of(wanted, stage), .. stale.Where(one => !one.Ours).Select(one => one.Finding)], failOn);

        var (changed, same) = (0, 0);
        foreach (var (kind, body) in options.AddressPools.SelectMany(kinds.Of))
        {
            if (await ApplyAsync(cluster, kind, body, cancellation))
            {
                changed++;
            }
            else
            {
                same++;
            }
        }

        foreach (var one in stale.Where(one => one.Ours))
        {
            await RemoveAsync(cluster, one.Kind, one.Object, cancellation);
            changed++;
        }

        var pending = await new PendingServices(cluster, PoolConflicts.After(wanted, stage), stage).ExplainAsync(cancellation);
        foreach (var (subject, why, waits) in pending)
        {
            journal.Find(LoadBalancerFindings.Pending.On(subject, why) with { Severity = waits ? Severity.Warning : Severity.Info });
        }

        journal.Note(string.Join('\n', wanted.Select(pool => $"{pool.Subject}: {RoutePods.Several(pool.Ranges.Select(range => range.ToString()))}{(pool.Auto ? "" : ", on request only")}")
            .Concat(stage.Unseen.Select(one => $"not evaluated: {one}"))));
        journal.Summarize($"{changed} {(gate.DryRun == DryRun.Off ? "applied" : "would be applied")}, {same} unchanged{(pending.Count == 0 ? "" : $", {pending.Count} Services without an address")}");
    }

    private async Task<bool> ApplyAsync(ICluster cluster, ResourceKind kind, JsonObject body, CancellationToken cancellation)
    {
        var (ns, name) = (body.Namespace(), body.Name());
        var live = await cluster.GetAsync(kind, ns, name, cancellation);
        if (live is not null && IsSo(live, body))
        {
            journal.Note($"{kind.Describe(ns, name)}: unchanged");
            return false;
        }

        await gate.PassAsync(new Change
        {
            Target = "cluster", Subject = kind.Describe(ns, name), Action = live is null ? "create" : "update", Diff = UnifiedDiff.Of(live is null ? "" : YamlText.Of(live["spec"]), YamlText.Of(Merged(live, body))),
            Undo = live is null ? $"kubectl delete {kind.Plural}.{kind.Group} {name} --namespace {ns} --context {cluster.Context}" : "apply the pool from before: the lines with a minus are what it had",
            Ask = token => cluster.ApplyAsync(kind, (JsonObject)body.DeepClone(), dryRun: true, force: false, token),
            Execute = token => cluster.ApplyAsync(kind, (JsonObject)body.DeepClone(), dryRun: false, force: false, token),
        }, cancellation);
        return true;
    }

    private Task RemoveAsync(ICluster cluster, ResourceKind kind, JsonObject item, CancellationToken cancellation) => gate.PassAsync(new Change
    {
        Target = "cluster", Subject = kind.Describe(item.Namespace(), item.Name()), Action = "delete", Diff = UnifiedDiff.Of(YamlText.Of(item["spec"]), ""),
        Undo = $"set addressPools[].advertise of {item.Name()} to what it was and run Mesh.ApplyAddressPool",
        Ask = token => cluster.DeleteAsync(kind, item.Namespace(), item.Name(), dryRun: true, token),
        Execute = token => cluster.DeleteAsync(kind, item.Namespace(), item.Name(), dryRun: false, token),
    }, cancellation);

    // Advertisements of a pool that is to be announced in another way now, or not at all. Ours go; others' are told.
    private static async Task<IReadOnlyList<(ResourceKind Kind, JsonObject Object, bool Ours, Finding Finding)>> StaleAsync(
        ICluster cluster, PoolObjects kinds, IReadOnlyList<AddressPoolOptions> wanted, CancellationToken cancellation)
    {
        var stale = new List<(ResourceKind, JsonObject, bool, Finding)>();
        foreach (var (how, kind) in new[] { ("l2", kinds.Layer2), ("bgp", kinds.Bgp) }.Where(one => one.Item2 is not null))
        {
            foreach (var ns in wanted.Where(pool => pool.Advertise != how).Select(pool => pool.Namespace).Distinct(StringComparer.Ordinal))
            {
                if (!await cluster.IsAllowedAsync(new AccessRule("list", kind!.Group, kind.Plural, ns), cancellation))
                {
                    continue;
                }

                await foreach (var item in cluster.ListAsync(kind, new ListQuery(ns), cancellation))
                {
                    var pools = item.Elements("spec", "ipAddressPools").Select(pool => pool.Text()).ToList();
                    // Without a pool or a selector of pools it announces all there are.
                    var all = pools.Count == 0 && !item.Elements("spec", "ipAddressPoolSelectors").Any();
                    if (wanted.FirstOrDefault(pool => pool.Namespace == ns && pool.Advertise != how && (all || pools.Contains(pool.Name))) is { } pool)
                    {
                        stale.Add((kind, item, item.Name() == pool.Name && pools.Count == 1 && item.Text("metadata", "labels", PoolObjects.Label) == PoolObjects.Us,
                            LoadBalancerFindings.StaleAdvertisement.On($"ipaddresspool/{pool.Name} in {ns}", $"{kind.Describe(ns, item.Name())} announces it, and mesh.yaml says {pool.Advertise}")));
                    }
                }
            }
        }

        return stale;
    }

    private void Tell(IReadOnlyList<Finding> findings, Severity failOn)
    {
        foreach (var finding in findings)
        {
            journal.Find(finding);
        }

        if (findings.Where(finding => finding.Severity >= failOn).ToList() is [var first, ..] bad)
        {
            throw new MeshException(ExitCode.FindingsFound, $"no pool is applied: {bad.Count} {(bad.Count == 1 ? "finding" : "findings")}, the first {first.Code} on {first.Subject}: {first.Evidence}", first.Remedy);
        }
    }

    // Whether it does what is wanted; what others added is theirs, what an earlier run of ours set and nobody asks for any more is not.
    private static bool IsSo(JsonObject live, JsonObject body) => Holds(live["spec"], body["spec"])
        && (live.Text("metadata", "labels", PoolObjects.Label) != PoolObjects.Us || live.At("spec", "interfaces") is null || body.At("spec", "interfaces") is not null);

    private static bool Holds(JsonNode? live, JsonNode? wanted) => wanted is JsonObject map
        ? live is JsonObject there && map.All(field => Holds(there[field.Key], field.Value))
        : JsonNode.DeepEquals(live, wanted);

    private static JsonObject Merged(JsonObject? live, JsonObject body)
    {
        var spec = (JsonObject)(live?["spec"]?.DeepClone() ?? new JsonObject());
        foreach (var (key, value) in body.Child("spec") ?? [])
        {
            spec[key] = value?.DeepClone();
        }

        return spec;
    }
}
