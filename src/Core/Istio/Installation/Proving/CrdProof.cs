using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Installation.Proving;

/// <summary>Proves that the CRDs of a release are established and that the server serves each version they say it does.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed class CrdProof(ICluster cluster, RunJournal journal, TimeProvider time)
{
    private static readonly ResourceKind Crd = new("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", Namespaced: false);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <exception cref="MeshException"><see cref="ExitCode.FindingsFound"/> when one is not served within a minute.</exception>
    public async Task RunAsync(ReleasePlan plan, CancellationToken cancellation)
    {
        var names = plan.Bodies.Where(item => item.Text("kind") == Crd.Kind).Select(item => item.Name()).ToList();
        if (names.Count == 0)
        {
            journal.Note($"{plan.Subject} brings no CRDs by templates; whether those of its crds folder are served is not evaluated");
            return;
        }

        for (var started = time.GetTimestamp(); ;)
        {
            var faults = await FaultsAsync(names, cancellation);
            if (faults.Count == 0)
            {
                journal.Note($"proven: {names.Count} CRDs established and served");
                return;
            }

            if (time.GetElapsedTime(started) >= Patience)
            {
                foreach (var (name, why) in faults)
                {
                    journal.Find(InstallationFindings.NotServed.On($"customresourcedefinition/{name}", why));
                }

                throw new MeshException(ExitCode.FindingsFound, $"{faults.Count} of {names.Count} CRDs are not served: {faults[0].Name}: {faults[0].Why}", InstallationFindings.NotServed.Remedy);
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }

    private async Task<IReadOnlyList<(string Name, string Why)>> FaultsAsync(List<string> names, CancellationToken cancellation)
    {
        var served = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        var faults = new List<(string, string)>();
        foreach (var name in names)
        {
            if (await FaultAsync(await cluster.GetAsync(Crd, null, name, cancellation), served, cancellation) is { } why)
            {
                faults.Add((name, why));
            }
        }

        return faults;
    }

    private async Task<string?> FaultAsync(JsonObject? live, Dictionary<string, IReadOnlySet<string>> served, CancellationToken cancellation)
    {
        if (live is null)
        {
            return "it is not there";
        }

        var conditions = live.Items("status", "conditions").ToList();
        if (conditions.Find(condition => condition.Text("type") == "Established")?.Text("status") != "True")
        {
            var said = conditions.Where(condition => condition.Text("status") == "False").Select(condition => $"{condition.Text("type")}: {condition.Text("message")}");
            return Printable.OneLine($"it is not established{string.Concat(said.Select(one => $"; {one}"))}");
        }

        foreach (var version in live.Items("spec", "versions").Where(version => version.Flag("served") == true).Select(version => version.Text("name")))
        {
            var group = $"{live.Text("spec", "group")}/{version}";
            if (!served.TryGetValue(group, out var plurals))
            {
                served[group] = plurals = await ServedAsync(group, cancellation);
            }

            if (!plurals.Contains(live.Text("spec", "names", "plural") ?? ""))
            {
                return $"the server does not serve {group}";
            }
        }

        return null;
    }

    private async Task<IReadOnlySet<string>> ServedAsync(string group, CancellationToken cancellation)
    {
        try
        {
            return JsonNode.Parse(await cluster.GetRawAsync($"/apis/{group}", cancellation)).Items("resources").Select(resource => resource.Text("name")).OfType<string>().ToHashSet(StringComparer.Ordinal);
        }
        catch (MeshException error) when (error.ExitCode == ExitCode.NoInput)
        {
            return new HashSet<string>();
        }
        catch (JsonException)
        {
            return new HashSet<string>();
        }
    }
}
