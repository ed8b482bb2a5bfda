using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Revisions.Moving;

/// <summary>Points tags, the default revision and the default validator to a revision.</summary>
/// <remarks>
/// A tag is a MutatingWebhookConfiguration, and for newer charts a Service beside it, through which the proxies of the tag reach istiod. The default revision without a tag is
/// the configuration istio-sidecar-injector itself; another one takes over by a tag called default, while a selector that never matches silences the first,
/// as istioctl does it. Source: Istio's charts base and istiod.
/// </remarks>
internal sealed class RevisionTags(UpgradeContext context)
{
    private const string Silenced = "mesh.frosting/selectors";
    private const string NeverMatches = "istio.io/deactivated";

    /// <summary>Points a tag to a revision.</summary>
    /// <param name="webhooks">What there is.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="to">The revision.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task PointAsync(Webhooks webhooks, string tag, string to, CancellationToken cancellation)
    {
        if (webhooks.OfTag(tag) is { } configuration && Webhooks.RevisionOf(configuration) is var from && from != to)
        {
            await PatchAsync(ResourceKind.MutatingWebhook, configuration, from, to, webhooks.BundleOf(to), cancellation);
        }

        await foreach (var service in context.Cluster.ListAsync(ResourceKind.Service, new ListQuery(context.Namespace, $"{MeshLabels.Tag}={tag}"), cancellation))
        {
            if (Webhooks.RevisionOf(service) is var old && old != to)
            {
                await ServiceAsync(service, old, to, cancellation);
            }
        }
    }

    /// <summary>Lets a tag called default stand for a revision in the place of the control plane without a revision.</summary>
    public async Task TakeDefaultAsync(Webhooks webhooks, string to, CancellationToken cancellation)
    {
        if (webhooks.OfRevision(MeshLabels.Default) is not { } own)
        {
            return;
        }

        if (webhooks.OfTag(MeshLabels.Default) is null)
        {
            var tag = TagOf(own, to, webhooks.BundleOf(to));
            await PassAsync(ResourceKind.MutatingWebhook, tag.Name(), "create", $"default -> {to}\n", "", $"kubectl delete mutatingwebhookconfiguration {tag.Name()} --context {context.Cluster.Context}",
                (dryRun, token) => context.Cluster.CreateAsync(ResourceKind.MutatingWebhook, (JsonObject)tag.DeepClone(), dryRun, token), cancellation);
        }

        if (!IsSilent(own))
        {
            var selectors = new JsonArray([.. own.Items("webhooks").Select(hook => new JsonObject { ["namespaceSelector"] = hook.At("namespaceSelector")?.DeepClone(), ["objectSelector"] = hook.At("objectSelector")?.DeepClone() })]);
            var annotations = own.Child("metadata", "annotations")?.DeepClone() as JsonObject ?? [];
            annotations[Silenced] = selectors.ToJsonString();
            JsonObject never = new() { ["matchLabels"] = new JsonObject { [NeverMatches] = "never-match" } };
            await SelectorsAsync(own, annotations, Enumerable.Repeat((never, never), selectors.Count), "silence", "its own selectors", "a selector that never matches", cancellation);
        }
    }

    /// <summary>Takes that back.</summary>
    public async Task GiveDefaultBackAsync(Webhooks webhooks, CancellationToken cancellation)
    {
        if (webhooks.OfRevision(MeshLabels.Default) is { } own && own.Annotations().GetValueOrDefault(Silenced) is { } kept
            && Parsed(kept) is { } selectors && selectors.Count == own.Items("webhooks").Count())
        {
            var annotations = (JsonObject)own.Child("metadata", "annotations")!.DeepClone();
            annotations.Remove(Silenced);
            await SelectorsAsync(own, annotations, selectors.Select(one => (one.Child("namespaceSelector") ?? [], one.Child("objectSelector") ?? [])), "wake", "a selector that never matches", "its own selectors", cancellation);
        }

        if (webhooks.OfTag(MeshLabels.Default) is { } tag)
        {
            await PassAsync(ResourceKind.MutatingWebhook, tag.Name(), "delete", "", $"default -> {Webhooks.RevisionOf(tag)}\n", null,
                (dryRun, token) => context.Cluster.DeleteAsync(ResourceKind.MutatingWebhook, null, tag.Name(), dryRun, token), cancellation);
        }
    }

    /// <summary>Points the default validator to a revision; one that leads elsewhere on purpose, by URL, is left alone.</summary>
    public async Task ValidateByAsync(string to, Webhooks webhooks, CancellationToken cancellation)
    {
        if (await context.Cluster.GetAsync(ResourceKind.ValidatingWebhook, null, Webhooks.DefaultValidator, cancellation) is { } validator
            && validator.Items("webhooks").Select(hook => hook.Text("clientConfig", "service", "name")).OfType<string>().FirstOrDefault() is { } service
            && service != NamedRevision.Istiod(to))
        {
            await PatchAsync(ResourceKind.ValidatingWebhook, validator, Webhooks.RevisionOf(validator), to, await BundleAsync(to, webhooks, cancellation), cancellation);
        }
    }

    // The validator of the revision itself holds the bundle with which its istiod serves; its injector the same.
    private async Task<string?> BundleAsync(string revision, Webhooks webhooks, CancellationToken cancellation)
    {
        await foreach (var one in context.Cluster.ListAsync(ResourceKind.ValidatingWebhook, new ListQuery(null, $"{MeshLabels.Revision}={revision}"), cancellation))
        {
            if (one.Name() != Webhooks.DefaultValidator && one.Items("webhooks").Select(hook => hook.Text("clientConfig", "caBundle")).FirstOrDefault(bundle => !string.IsNullOrEmpty(bundle)) is { } bundle)
            {
                return bundle;
            }
        }

        return webhooks.BundleOf(revision);
    }

    private Task PatchAsync(ResourceKind kind, JsonObject configuration, string from, string to, string? bundle, CancellationToken cancellation)
    {
        var patch = new JsonArray(Test("/metadata/resourceVersion", configuration.ResourceVersion()), Add($"/metadata/labels/{Escaped(MeshLabels.Revision)}", to));
        var (before, after, index) = ($"{MeshLabels.Revision}: {from}\n", $"{MeshLabels.Revision}: {to}\n", 0);
        foreach (var hook in configuration.Items("webhooks"))
        {
            var (at, name) = ($"/webhooks/{index++}", Printable.OneLine(hook.Text("name") ?? "?"));
            if (hook.Text("clientConfig", "service", "name") is not { } service)
            {
                before += $"{name}: {Printable.OneLine(hook.Text("clientConfig", "url") ?? "nowhere")}\n";
                after += $"{name}: {Printable.OneLine(hook.Text("clientConfig", "url") ?? "nowhere")} (by URL: left as it is)\n";
                continue;
            }

            patch.Add(Test($"{at}/name", hook.Text("name") ?? ""));
            patch.Add(Test($"{at}/clientConfig/service/name", service));
            patch.Add(Add($"{at}/clientConfig/service/name", NamedRevision.Istiod(to)));
            if (bundle is not null)
            {
                patch.Add(Add($"{at}/clientConfig/caBundle", bundle));
            }

            before += $"{name}: {Printable.OneLine(service)}\n";
            after += $"{name}: {NamedRevision.Istiod(to)}\n";
        }

        return PassAsync(kind, configuration.Name(), "point", after, before, $"Mesh.RollbackIstio, or kubectl edit {kind.Plural} {configuration.Name()} --context {context.Cluster.Context}",
            (dryRun, token) => context.Cluster.PatchAsync(kind, null, configuration.Name(), PatchType.Json, patch.DeepClone(), dryRun, token), cancellation);
    }

    private Task ServiceAsync(JsonObject service, string from, string to, CancellationToken cancellation)
    {
        var selector = new JsonObject { ["app"] = "istiod" };
        (string Key, string Value) own = to == MeshLabels.Default ? ("istio", "pilot") : (MeshLabels.Revision, to);
        selector[own.Key] = own.Value;
        var patch = new JsonArray(Test("/metadata/resourceVersion", service.ResourceVersion()), Add($"/metadata/labels/{Escaped(MeshLabels.Revision)}", to), Add("/spec/selector", selector));
        return PassAsync(ResourceKind.Service, service.Name(), "point", $"selector: {selector.ToJsonString()}\n", $"selector: {service.At("spec", "selector")?.ToJsonString() ?? "{}"}\n", $"Mesh.RollbackIstio ({from})",
            (dryRun, token) => context.Cluster.PatchAsync(ResourceKind.Service, context.Namespace, service.Name(), PatchType.Json, patch.DeepClone(), dryRun, token), cancellation);
    }

    private Task SelectorsAsync(JsonObject own, JsonObject annotations, IEnumerable<(JsonObject Namespaces, JsonObject Objects)> selectors, string action, string before, string after, CancellationToken cancellation)
    {
        var patch = new JsonArray(Test("/metadata/resourceVersion", own.ResourceVersion()), Add("/metadata/annotations", annotations.DeepClone()));
        foreach (var (index, one) in selectors.Index())
        {
            patch.Add(Add($"/webhooks/{index}/namespaceSelector", one.Namespaces.DeepClone()));
            patch.Add(Add($"/webhooks/{index}/objectSelector", one.Objects.DeepClone()));
        }

        return PassAsync(ResourceKind.MutatingWebhook, own.Name(), action, $"{after}\n", $"{before}\n", "Mesh.RollbackIstio",
            (dryRun, token) => context.Cluster.PatchAsync(ResourceKind.MutatingWebhook, null, own.Name(), PatchType.Json, patch.DeepClone(), dryRun, token), cancellation);
    }

    // The same webhooks as those of the control plane without a revision, led to another istiod: a tag called default has just these selectors.
    private JsonObject TagOf(JsonObject own, string to, string? bundle)
    {
        var hooks = (JsonArray)own.At("webhooks")!.DeepClone();
        foreach (var client in hooks.Select(hook => hook.Child("clientConfig")).OfType<JsonObject>())
        {
            if (client.Child("service") is { } service)
            {
                service["name"] = NamedRevision.Istiod(to);
            }

            if (bundle is not null)
            {
                client["caBundle"] = bundle;
            }
        }

        var suffix = context.Namespace == "istio-system" ? "" : $"-{context.Namespace}";
        return new JsonObject
        {
            ["apiVersion"] = ResourceKind.MutatingWebhook.ApiVersion,
            ["kind"] = ResourceKind.MutatingWebhook.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = $"istio-revision-tag-{MeshLabels.Default}{suffix}",
                ["labels"] = new JsonObject { [MeshLabels.Tag] = MeshLabels.Default, [MeshLabels.Revision] = to, ["app"] = "sidecar-injector", ["app.kubernetes.io/managed-by"] = "mesh" },
            },
            ["webhooks"] = hooks,
        };
    }

    private static JsonArray? Parsed(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonArray;
        }
        catch (System.Text.Json.JsonException)
        {
            // Somebody has written it anew; helm's next upgrade of the release puts the selectors back.
            return null;
        }
    }

    private static bool IsSilent(JsonObject own) => own.Items("webhooks").All(hook => hook.Text("namespaceSelector", "matchLabels", NeverMatches) is not null);

    private Task PassAsync(ResourceKind kind, string name, string action, string after, string before, string? undo, Func<bool, CancellationToken, Task> write, CancellationToken cancellation) => context.Gate.PassAsync(new Change
    {
        Target = "cluster", Subject = $"{kind.Kind.ToLowerInvariant()}/{name}", Action = action, Diff = UnifiedDiff.Of(before, after), Undo = undo,
        Ask = token => write(true, token),
        Execute = token => write(false, token),
    }, cancellation);

    private static JsonObject Test(string path, string value) => new() { ["op"] = "test", ["path"] = path, ["value"] = value };

    private static JsonObject Add(string path, JsonNode value) => new() { ["op"] = "add", ["path"] = path, ["value"] = value };

    private static string Escaped(string key) => key.Replace("/", "~1", StringComparison.Ordinal);
}
