using System.Text.Json.Nodes;
using Mesh.Core.Istio.Revisions.Gates;
using Mesh.Core.Istio.Revisions.Moving;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Journal;

namespace Mesh.Core.Istio.Revisions;

/// <summary>The upgrade as data for the report, kept up to date while it goes on.</summary>
internal sealed class UpgradeReport(RunJournal journal)
{
    private readonly Dictionary<int, JsonObject> judged = [];

    /// <summary>A gate has spoken.</summary>
    public void Judged(int batch, RestartOutcome outcome, IReadOnlyList<Criterion> criteria) => judged[batch] = new JsonObject
    {
        ["workloads"] = outcome.Workloads,
        ["proxies"] = outcome.Wanted,
        ["back"] = outcome.Back,
        ["criteria"] = new JsonArray([.. criteria.Select(one => new JsonObject { ["name"] = one.Name, ["verdict"] = Word(one.Verdict), ["figure"] = one.Figure, ["limit"] = one.Limit })]),
    };

    /// <summary>A batch is back, or not.</summary>
    public void Returned(int batch, bool whole, long back, long wanted)
    {
        var entry = judged.TryGetValue(batch, out var known) ? known : judged[batch] = [];
        entry["returned"] = new JsonObject { ["whole"] = whole, ["back"] = back, ["proxies"] = wanted };
    }

    /// <summary>Puts it into the report.</summary>
    public void Attach(UpgradeState state) => journal.Attach("upgrade", new JsonObject
    {
        ["form"] = state.Form,
        ["old"] = state.Old,
        ["new"] = state.New,
        ["from"] = state.From,
        ["to"] = state.To,
        ["phase"] = Word(state.Phase),
        ["backup"] = state.Backup,
        ["batches"] = new JsonArray([.. state.Batches.Select((batch, index) =>
        {
            var entry = new JsonObject { ["namespaces"] = new JsonArray([.. batch.Namespaces.Select(ns => JsonValue.Create(ns))]), ["state"] = Word(batch.State), ["why"] = batch.Why };
            foreach (var (key, value) in judged.GetValueOrDefault(index) ?? [])
            {
                entry[key] = value?.DeepClone();
            }

            return entry;
        })]),
        ["tags"] = new JsonArray([.. state.Tags.Keys.Select(tag => JsonValue.Create(tag))]),
    });

    private static string Word<T>(T value)
        where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
