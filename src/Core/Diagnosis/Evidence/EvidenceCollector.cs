using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Evidence;

/// <summary>Looks at a cluster, side by side and in bounds. What the user may not see is said, and the rest is looked at. Changes nothing.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="journal">Where it is told how far it is.</param>
/// <param name="time">The clock.</param>
internal sealed class EvidenceCollector(ICluster cluster, RunJournal journal, TimeProvider time)
{
    private const int AtOnce = 8;
    private const int LinesOfEach = 200;

    // A namespace of ten thousand pods is some 60 MB; what is beyond is said.
    private const int MostOfAKind = 20_000;

    private readonly ConcurrentDictionary<ResourceKind, ConcurrentBag<JsonObject>> objects = new();
    private readonly ConcurrentBag<string> notSeen = [];

    /// <summary>Looks.</summary>
    /// <param name="scope">At what.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Unavailable"/>: no server answers; <see cref="ExitCode.Forbidden"/>: no pods may be listed at all;
    /// <see cref="ExitCode.NoInput"/>: a namespace that was named is not there, or no pod matches the selector.</exception>
    public async Task<EvidenceSet> CollectAsync(EvidenceScope scope, CancellationToken cancellation)
    {
        var version = await cluster.GetVersionAsync(cancellation);
        // Pods first: without them there is nothing to explain.
        await PodsAsync(scope, cancellation);
        List<(ResourceKind Kind, string? Namespace)> rest = [.. EvidenceKinds.OfCluster.Select(kind => (kind, (string?)null)), .. EvidenceKinds.Namespaced.SelectMany(kind => Places(scope).Select(ns => (kind, ns)))];
        var logs = LogsAsync(scope, cancellation);
        await Parallel.ForEachAsync(rest, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (one, token) =>
            await TryAsync(What(one.Kind, one.Namespace), () => ListAsync(one.Kind, one.Namespace, EvidenceKinds.FieldSelector(one.Kind), null, scope, token)));
        MissingNamespaces(scope);
        await Parallel.ForEachAsync(Beyond(scope), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (one, token) =>
            await TryAsync(What(one.Kind, one.Namespace), () => ListAsync(one.Kind, one.Namespace, null, null, scope, token)));
        var (read, silent) = await logs;
        journal.Progress("evidence", $"{objects.Values.Sum(kind => kind.Count)} objects, {read.Count} logs", finished: true);
        return new EvidenceSet
        {
            TakenAt = time.GetUtcNow(),
            Context = cluster.Context,
            Server = version,
            Namespaces = scope.Namespaces,
            Objects = objects.ToDictionary(kind => kind.Key, kind => (IReadOnlyList<JsonObject>)[.. kind.Value.OrderBy(item => item.Namespace(), StringComparer.Ordinal).ThenBy(item => item.Name(), StringComparer.Ordinal)]),
            Logs = read,
            NotSeen = [.. notSeen.Concat(silent).Distinct().Order(StringComparer.Ordinal)],
        };
    }

    private static string What(ResourceKind kind, string? ns) => kind.Namespaced ? $"{kind.Plural} in {ns ?? "all namespaces"}" : kind.Plural;

    private static IEnumerable<string?> Places(EvidenceScope scope) => (IEnumerable<string?>?)scope.Namespaces ?? [null];

    // A webhook that fails closed stops the pods of every namespace, wherever its Service is.
    private IEnumerable<(ResourceKind Kind, string? Namespace)> Beyond(EvidenceScope scope) => scope.Namespaces is null ? [] :
        from ns in new[] { ResourceKind.MutatingWebhook, ResourceKind.ValidatingWebhook }.SelectMany(kind => objects.GetValueOrDefault(kind) ?? []).SelectMany(item => item.Items("webhooks"))
            .Select(hook => hook.Text("clientConfig", "service", "namespace")).OfType<string>().Distinct().Except(scope.Namespaces)
        where objects.GetValueOrDefault(ResourceKind.Namespace)?.Any(one => one.Name() == ns) != false
        from kind in new[] { ResourceKind.Service, EvidenceKinds.EndpointSlice }
        select (kind, (string?)ns);

    private async Task PodsAsync(EvidenceScope scope, CancellationToken cancellation)
    {
        var refused = new ConcurrentBag<MeshException>();
        objects[ResourceKind.Pod] = [];
        await Parallel.ForEachAsync(Places(scope), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (ns, token) =>
        {
            try
            {
                await ListAsync(ResourceKind.Pod, ns, null, scope.Selector, scope, token);
            }
            catch (MeshException forbidden) when (forbidden.ExitCode == ExitCode.Forbidden)
            {
                refused.Add(forbidden);
                notSeen.Add($"{What(ResourceKind.Pod, ns)}: {forbidden.Reason}");
            }
        });
        if (refused.Count == (scope.Namespaces?.Count ?? 1) && refused.TryPeek(out var first))
        {
            throw new MeshException(ExitCode.Forbidden, $"nothing can be diagnosed, for pods may not be listed: {first.Reason}", "Grant list on pods in these namespaces, or say --namespace with one that the user may see", first);
        }

        if (scope.Selector is not null && objects[ResourceKind.Pod].IsEmpty && refused.IsEmpty)
        {
            throw new MeshException(ExitCode.NoInput, $"no pod in {(scope.Namespaces is null ? "any namespace" : string.Join(", ", scope.Namespaces))} matches {Printable.OneLine(scope.Selector)}", "Check --selector and the namespaces");
        }
    }

    private async Task ListAsync(ResourceKind kind, string? ns, string? fields, string? labels, EvidenceScope scope, CancellationToken cancellation)
    {
        if (EvidenceKinds.Earlier(kind) is { } earlier)
        {
            kind = await cluster.FindKindAsync(kind.ApiVersion, kind.Kind, cancellation) ?? await cluster.FindKindAsync($"{kind.Group}/{earlier}", kind.Kind, cancellation) ?? kind;
        }

        var kept = kind with { Version = "v1" };
        var bag = objects.GetOrAdd(kept, _ => []);
        var from = time.GetUtcNow() - scope.Since;
        await foreach (var item in cluster.ListAsync(kind, new ListQuery(ns, labels, fields), cancellation))
        {
            if (!EvidenceKinds.Keeps(kept, item.Name()) || (kept == ResourceKind.Event && LastSeen(item) < from))
            {
                continue;
            }

            if (bag.Count >= MostOfAKind)
            {
                notSeen.Add($"{What(kept, ns)}: more than {MostOfAKind} of them; the rest was not looked at");
                return;
            }

            bag.Add(ObjectSieve.Of(kept, item));
        }
    }

    private static DateTimeOffset? LastSeen(JsonObject heard) => heard.Time("series", "lastObservedTime") ?? heard.Time("lastTimestamp") ?? heard.Time("eventTime") ?? heard.Created();

    private async Task TryAsync(string what, Func<Task> look)
    {
        try
        {
            await look();
        }
        catch (MeshException failed) when (failed.InnerException is ApiException { StatusCode: 404 })
        {
            // A server without the kind has none of it.
        }
        catch (MeshException failed)
        {
            notSeen.Add($"{what}: {failed.Reason}");
        }
    }

    private void MissingNamespaces(EvidenceScope scope)
    {
        if (!objects.TryGetValue(ResourceKind.Namespace, out var there) || there.IsEmpty || scope.Namespaces is null)
        {
            return;
        }

        var missing = scope.Namespaces.Except(there.Select(ns => ns.Name()), StringComparer.Ordinal).ToList();
        if (missing.Count > 0 && scope.Named)
        {
            throw new MeshException(ExitCode.NoInput, $"there is no namespace {string.Join(", ", missing.Select(Printable.OneLine))} in {cluster.Context}", NearestName.Hint(missing[0], there.Select(ns => ns.Name()).Order(StringComparer.Ordinal), "Check --namespace and the context"));
        }

        missing.ForEach(ns => notSeen.Add($"namespace {ns}: it is configured and not there"));
    }

    private async Task<(IReadOnlyList<ContainerLog> Read, IReadOnlyList<string> Silent)> LogsAsync(EvidenceScope scope, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var wanted = WantedLog.Of(objects[ResourceKind.Pod], scope, now);
        var (read, silent) = (new ContainerLog?[wanted.Count], new string?[wanted.Count]);
        await Parallel.ForAsync(0, wanted.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (at, token) =>
        {
            var one = wanted[at];
            try
            {
                var text = await cluster.GetLogsAsync(one.Namespace, one.Pod, one.Container, LinesOfEach, one.Previous, token);
                var recent = RecentLines.Of(PrintedLines.Of(text, LinesOfEach), now - scope.Since, now);
                read[at] = new(one.Namespace, one.Pod, one.Container, one.Previous, recent.Lines);
                silent[at] = recent.Undated ? $"age of the log of {one.Container} in pod/{one.Pod} in {one.Namespace}: its lines say no time, so that all of it was looked at" : null;
            }
            catch (MeshException failed)
            {
                // The run before the present one may be gone already; then nothing is missing that there is.
                silent[at] = one.Previous && failed.ExitCode != ExitCode.Forbidden ? null : $"log of {one.Container} in pod/{one.Pod} in {one.Namespace}: {failed.Reason}";
            }
        });
        // One line for a right that is missing, not one for each container.
        return ([.. read.OfType<ContainerLog>().Where(log => log.Lines.Count > 0)], [.. silent.OfType<string>().GroupBy(why => why[(why.IndexOf(':', StringComparison.Ordinal) + 1)..]).Select(group => group.Count() == 1 ? group.First() : $"{group.Count()} logs, the first: {group.First()}")]);
    }
}
