using System.Text.Json.Nodes;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Installation.Proving;

/// <summary>Compares the images that pods run with those that the chart rendered.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="journal">Where it is told.</param>
internal sealed class PodImages(ICluster cluster, RunJournal journal)
{
    public async Task RunAsync(ReleasePlan plan, CancellationToken cancellation)
    {
        foreach (var (workload, item) in PlannedWorkloads.Of(plan.Bodies).ToList())
        {
            var wanted = Containers(item.Child("spec", "template", "spec"));
            var selector = string.Join(',', item.Texts("spec", "selector", "matchLabels").Select(label => $"{label.Key}={label.Value}"));
            var seen = 0;
            var others = new SortedSet<string>(StringComparer.Ordinal);
            await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(workload.Namespace, selector), cancellation))
            {
                if (!pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
                {
                    seen++;
                    others.UnionWith(Containers(pod.Child("spec")).Where(one => wanted.TryGetValue(one.Key, out var image) && image != one.Value).Select(one => Printable.OneLine($"{one.Key} runs {one.Value} in place of {wanted[one.Key]}")));
                }
            }

            if (others.Count > 0)
            {
                journal.Find(InstallationFindings.PodImage.On(workload.ToString(), string.Join(", ", others.Take(5))));
            }
            else
            {
                journal.Note($"proven: {seen} pod{(seen == 1 ? "" : "s")} of {workload} {(seen == 1 ? "runs" : "run")} {string.Join(", ", wanted.Values.Distinct().Select(Printable.OneLine))}");
            }
        }
    }

    private static Dictionary<string, string> Containers(JsonObject? spec) =>
        spec.Items("containers").Where(one => one.Text("name") is not null && one.Text("image") is not null).GroupBy(one => one.Text("name")!).ToDictionary(group => group.Key, group => group.First().Text("image")!, StringComparer.Ordinal);
}
