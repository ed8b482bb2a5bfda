using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Finds everything that points to a revision of the control plane, so that none is taken away under what still needs it.</summary>
/// <remarks>What comes and goes with the revision itself is no user of it: its istiod, and the webhook configurations <c>istio-sidecar-injector[-REV]</c> and <c>istio-validator[-REV]-NAMESPACE</c>.</remarks>
/// <param name="cluster">The cluster.</param>
internal sealed class RevisionUse(ICluster cluster)
{
    private static readonly (string ApiVersion, string Kind, string[] Template)[] Workloads =
    [
        ("apps/v1", "Deployment", ["spec", "template"]), ("apps/v1", "StatefulSet", ["spec", "template"]), ("apps/v1", "DaemonSet", ["spec", "template"]),
        ("batch/v1", "CronJob", ["spec", "jobTemplate", "spec", "template"]), ("batch/v1beta1", "CronJob", ["spec", "jobTemplate", "spec", "template"]),
    ];

    /// <summary>Everything that points to it: proxies, labels of namespaces and pod templates, tags, webhooks of both kinds, CNI and ztunnel, and configuration for this revision alone.</summary>
    /// <param name="istioNamespace">The namespace of the control plane.</param>
    /// <param name="revision">The revision; null for the default one, which also serves what names none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Each once: webhooks, namespaces, workloads, Gateways and configuration, proxies, each by name.</returns>
    /// <exception cref="MeshException">As for <see cref="ICluster"/>.</exception>
    public Task<IReadOnlyList<RevisionUser>> FindAsync(string istioNamespace, string? revision, CancellationToken cancellation) => FindAsync(istioNamespace, revision, _ => false, cancellation);

    /// <summary>The same without what goes in the same run.</summary>
    /// <param name="istioNamespace">The namespace of the control plane.</param>
    /// <param name="revision">The revision; null for the default one.</param>
    /// <param name="isGoing">Whether an object goes too.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<RevisionUser>> FindAsync(string istioNamespace, string? revision, Func<JsonObject, bool> isGoing, CancellationToken cancellation)
    {
        var names = await RevisionNames.ReadAsync(cluster, istioNamespace, revision, cancellation);
        var namespaces = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        await foreach (var item in cluster.ListAsync(ResourceKind.Namespace, new ListQuery(), cancellation))
        {
            namespaces[item.Name()] = item.Labels();
        }

        var users = new List<RevisionUser>();
        AddSorted(users, names.Webhooks.Where(webhook => !isGoing(webhook.Object)).Select(webhook => OfWebhook(names, webhook.Kind, webhook.Object)));
        AddSorted(users, namespaces.Select(item => OfNamespace(names, item.Key, item.Value)));
        await AddAsync(users, WorkloadsAsync(names, namespaces, isGoing, cancellation));
        await AddAsync(users, new RevisionConfiguration(cluster, names, namespaces).FindAsync(isGoing, cancellation));
        await AddAsync(users, ProxiesAsync(names, isGoing, cancellation));
        return users;
    }

    private static RevisionUser? OfWebhook(RevisionNames names, ResourceKind kind, JsonObject item)
    {
        var labels = item.Labels();
        var subject = kind.Describe(null, item.Name());
        return names.IsOwn(item) ? null
            : labels.TryGetValue(MeshLabels.Tag, out var tag) && names.Tags.ContainsKey(tag) && names.Means(tag) && labels.GetValueOrDefault(MeshLabels.Revision) == names.Revision ? new(subject, $"tag {tag} stands for it")
            : item.Items("webhooks").FirstOrDefault(names.Reaches) is { } hook ? new(subject, $"webhook {hook.Text("name")} is answered by its istiod")
            : null;
    }

    private static RevisionUser? OfNamespace(RevisionNames names, string name, IReadOnlyDictionary<string, string> labels)
    {
        var subject = ResourceKind.Namespace.Describe(null, name);
        return labels.TryGetValue(MeshLabels.Injection, out var injection)
            ? injection == "enabled" && names.IsDefault ? new(subject, $"label {MeshLabels.Injection}=enabled means the default revision") : null
            : labels.TryGetValue(MeshLabels.Revision, out var wanted) && names.Means(wanted) ? new(subject, $"label {MeshLabels.Revision}={names.Say(wanted)}") : null;
    }

    private async IAsyncEnumerable<RevisionUser?> WorkloadsAsync(RevisionNames names, Dictionary<string, IReadOnlyDictionary<string, string>> namespaces, Func<JsonObject, bool> isGoing,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var seen = new HashSet<string>();
        foreach (var (apiVersion, name, path) in Workloads)
        {
            if (await cluster.FindKindAsync(apiVersion, name, cancellation) is not { } kind || !seen.Add(name))
            {
                continue;
            }

            await foreach (var item in cluster.ListAsync(kind, new ListQuery(), cancellation))
            {
                if (!isGoing(item) && OfWorkload(names, namespaces.GetValueOrDefault(item.Namespace() ?? ""), item, item.Child(path)) is { } why)
                {
                    yield return new(kind.Describe(item.Namespace(), item.Name()), why);
                }
            }
        }
    }

    private static string? OfWorkload(RevisionNames names, IReadOnlyDictionary<string, string>? ns, JsonObject item, JsonObject? template)
    {
        var labels = template?.Labels() ?? new Dictionary<string, string>();
        var rev = labels.GetValueOrDefault(MeshLabels.Revision);
        if (labels.GetValueOrDefault("app") == "istiod")
        {
            return null;
        }

        if (labels.GetValueOrDefault("app") == "ztunnel")
        {
            var address = template.Items("spec", "containers").SelectMany(container => container.Items("env")).FirstOrDefault(variable => variable.Text("name") == "XDS_ADDRESS")?.Text("value");
            return names.IsAddress(address ?? $"istiod.{names.Namespace}.svc") ? $"ztunnel takes its configuration from {address ?? "istiod"}" : null;
        }

        if (item.Name() == "istio-cni-node" || labels.GetValueOrDefault("k8s-app") == "istio-cni-node")
        {
            // The CNI plugin serves every revision, and its chart writes default where nothing was said: only a name that was given is one.
            var given = item.Labels().GetValueOrDefault(MeshLabels.Revision) ?? rev;
            return given is not null and not MeshLabels.Default && names.Means(given) ? $"the CNI plugin is of revision {names.Say(given)}" : null;
        }

        return labels.GetValueOrDefault(MeshLabels.Inject) == "false" ? null
            : rev is not null ? names.Means(rev) ? $"its pods ask for revision {names.Say(rev)}" : null
            : labels.GetValueOrDefault(MeshLabels.Inject) == "true" && names.IsDefault && ns?.ContainsKey(MeshLabels.Injection) != true && ns?.ContainsKey(MeshLabels.Revision) != true
                ? "its pods ask for a proxy of the default revision" : null;
    }

    private async IAsyncEnumerable<RevisionUser?> ProxiesAsync(RevisionNames names, Func<JsonObject, bool> isGoing, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, new ListQuery(), cancellation))
        {
            if (!pod.IsTerminating() && pod.Text("status", "phase") is not ("Succeeded" or "Failed") && ProxyRevision.Of(pod) is { } revision && names.Means(revision) && !isGoing(pod))
            {
                yield return new(ResourceKind.Pod.Describe(pod.Namespace(), pod.Name()), $"its proxy is of revision {names.Say(revision)}");
            }
        }
    }

    private static async Task AddAsync(List<RevisionUser> users, IAsyncEnumerable<RevisionUser?> more)
    {
        var found = new List<RevisionUser?>();
        await foreach (var user in more)
        {
            found.Add(user);
        }

        AddSorted(users, found);
    }

    private static void AddSorted(List<RevisionUser> users, IEnumerable<RevisionUser?> more) => users.AddRange(more.OfType<RevisionUser>().OrderBy(user => user.Subject, StringComparer.Ordinal));
}
