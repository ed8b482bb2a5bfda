using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Takes releases and objects away, one after the other, and waits until each is gone.</summary>
internal sealed class RemovalSteps(ICluster cluster, IHelm helm, HelmTarget target, ChangeGate gate, RunJournal journal, TimeProvider time, TimeSpan timeout)
{
    private const int MostNamed = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Uninstalls a release; hooks of its chart are helm's.</summary>
    /// <exception cref="MeshException">Helm's own code; <see cref="ExitCode.TimeLimit"/> when objects stay.</exception>
    public async Task UninstallAsync(RemovedRelease release, CancellationToken cancellation)
    {
        var objects = new List<(ResourceKind Kind, string? Namespace, string Name)>();
        foreach (var item in release.Objects.Where(item => item is { IsKept: false, Hooks.Count: 0 }))
        {
            // A kind that is no longer served has no objects left.
            if (await cluster.FindKindAsync(item.ApiVersion, item.Kind, cancellation) is { } kind)
            {
                objects.Add((kind, kind.Namespaced ? item.Namespace ?? release.Release.Installed.Namespace : null, item.Name));
            }
        }

        await gate.PassAsync(
            new Change
            {
                Target = "cluster",
                Subject = release.Subject,
                Action = "uninstall",
                Diff = string.Concat(objects.Select(item => $"-{item.Kind.Describe(item.Namespace, item.Name)}\n")),
                Undo = $"install chart {release.Release.Installed.Chart} again, with the values of the backup",
                Ask = async token =>
                {
                    foreach (var (kind, ns, name) in objects)
                    {
                        await cluster.DeleteAsync(kind, ns, name, dryRun: true, token);
                    }
                },
                Execute = token => helm.UninstallAsync(target, release.Release.Release with { Timeout = timeout }, token),
            },
            cancellation);
        await GoneAsync(objects, cancellation);
    }

    /// <summary>Deletes objects that no release takes with it.</summary>
    /// <exception cref="MeshException">The server's refusal; <see cref="ExitCode.TimeLimit"/> when they stay.</exception>
    public async Task DeleteAsync(IReadOnlyList<MeshRemnant> remnants, CancellationToken cancellation)
    {
        foreach (var remnant in remnants)
        {
            await gate.PassAsync(
                new Change
                {
                    Target = "cluster",
                    Subject = remnant.Subject,
                    Action = "delete",
                    Diff = remnant.IsDefinition ? "-the CRD and every object of its kind\n" : UnifiedDiff.Of(Text(remnant.Object), ""),
                    Undo = remnant.IsDefinition ? "Mesh.RestoreIstio, from the backup that was made before" : null,
                    Ask = token => cluster.DeleteAsync(remnant.Kind, remnant.Namespace, remnant.Object.Name(), dryRun: true, token),
                    Execute = token => cluster.DeleteAsync(remnant.Kind, remnant.Namespace, remnant.Object.Name(), dryRun: false, token),
                },
                cancellation);
        }

        await GoneAsync([.. remnants.Select(remnant => (remnant.Kind, remnant.Namespace, remnant.Object.Name()))], cancellation);
    }

    private static string Text(JsonObject item) => Backup.CleanObject.Text(Backup.CleanObject.Of(item));

    private async Task GoneAsync(List<(ResourceKind Kind, string? Namespace, string Name)> objects, CancellationToken cancellation)
    {
        if (gate.DryRun != DryRun.Off)
        {
            return;
        }

        for (var started = time.GetTimestamp(); ;)
        {
            var there = new List<(ResourceKind Kind, string? Namespace, string Name)>();
            foreach (var item in objects)
            {
                if (await cluster.GetAsync(item.Kind, item.Namespace, item.Name, cancellation) is not null)
                {
                    there.Add(item);
                }
            }

            var named = string.Join(", ", there.Take(MostNamed).Select(item => item.Kind.Describe(item.Namespace, item.Name)));
            journal.Progress("removal", there.Count == 0 ? $"{objects.Count} objects are gone" : $"{there.Count} are still there: {named}", finished: there.Count == 0);
            if (there.Count == 0)
            {
                return;
            }

            if (time.GetElapsedTime(started) >= timeout)
            {
                throw new MeshException(ExitCode.TimeLimit, $"{there.Count} objects are still there after {TimeLimit.Format(timeout)}: {named}", "Look at metadata.finalizers of these objects, and run the same again");
            }

            await Task.Delay(Pause, time, cancellation);
        }
    }
}
