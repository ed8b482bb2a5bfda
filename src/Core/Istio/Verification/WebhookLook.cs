using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Istio.Authority.Comparison;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Verification;

/// <summary>Looks at the webhooks of the revision: whether they are there, lead to somebody who answers, and trust him.</summary>
internal sealed class WebhookLook(ICluster cluster, ExpectedMesh expected, Verdict verdict, Journal.Secrets secrets)
{
    private const string Tag = "istio.io/tag";

    private readonly ServiceLook services = new(cluster);
    private readonly List<SeenWebhook> seen = [];

    /// <summary>The tags there are, each with the revision it stands for.</summary>
    public Dictionary<string, string> Tags { get; } = new(StringComparer.Ordinal);

    /// <summary>Looks at them.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var injectors = await verdict.TryAsync("mutating webhooks", () => OwnAsync(ResourceKind.MutatingWebhook, cancellation));
        var validators = await verdict.TryAsync("validating webhooks", () => OwnAsync(ResourceKind.ValidatingWebhook, cancellation));
        Require(injectors?.Where(one => !one.Name().StartsWith("istio-revision-tag", StringComparison.Ordinal)).ToList(), "a mutating webhook istio-sidecar-injector", Severity.Error);
        // Some do without on purpose.
        Require(validators, "a validating webhook istio-validator", Severity.Warning);

        var trusted = await TrustedAsync(cancellation);
        foreach (var (kind, item) in (injectors ?? []).Select(item => (ResourceKind.MutatingWebhook, item)).Concat((validators ?? []).Select(item => (ResourceKind.ValidatingWebhook, item))))
        {
            await LookAsync(kind.Describe(null, item.Name()), [.. item.Items("webhooks")], trusted, cancellation);
        }

        verdict.Webhooks = seen;
    }

    private void Require(IReadOnlyList<JsonObject>? there, string what, Severity severity)
    {
        if (there is [])
        {
            verdict.Find(VerificationFindings.WebhookMissing.On($"revision {expected.Revision} in {expected.Options.Namespace}", $"there is not {what} of this revision") with { Severity = severity });
        }
    }

    private async Task<IReadOnlyList<JsonObject>> OwnAsync(ResourceKind kind, CancellationToken cancellation)
    {
        var own = new List<JsonObject>();
        await foreach (var item in cluster.ListAsync(kind, new ListQuery(), cancellation))
        {
            if (!WebhookBundles.IsIstiods(item.Name()) || !item.Items("webhooks").Any(IsHere))
            {
                continue;
            }

            if (item.Labels().TryGetValue(Tag, out var tag))
            {
                Tags[tag] = Istiod.RevisionOf(item);
            }

            if (IsOwn(item))
            {
                own.Add(item);
            }
        }

        return own;
    }

    // Those of another control plane's namespace are its own matter; one with an address has none.
    private bool IsHere(JsonObject hook) => (hook.Text("clientConfig", "service", "namespace") ?? expected.Options.Namespace) == expected.Options.Namespace;

    // The default validator stands for all revisions, and is the one that is left behind when one goes.
    private bool IsOwn(JsonObject item) =>
        item.Name().StartsWith("istiod-default-validator", StringComparison.Ordinal)
        || (item.Labels().ContainsKey(Istiod.RevisionKey) ? Istiod.RevisionOf(item) == expected.Revision : item.Items("webhooks").Any(hook => hook.Text("clientConfig", "service", "name") == expected.IstiodName));

    private async Task<RootSet?> TrustedAsync(CancellationToken cancellation)
    {
        var told = await verdict.TryAsync($"configmap/{LiveAuthority.TrustName} in {expected.Options.Namespace}, which the caBundle of webhooks is compared with", async () =>
            await new LiveAuthority(cluster, expected.Options.Namespace, secrets).TrustAsync(expected.Options.Namespace, cancellation) is { } pem ? RootSet.Of(pem) : Missing());
        return told?.Damage is null ? told : null;

        RootSet? Missing()
        {
            verdict.Leave($"caBundle of webhooks: there is no configmap/{LiveAuthority.TrustName} in {expected.Options.Namespace} to compare it with");
            return null;
        }
    }

    private async Task LookAsync(string name, IReadOnlyList<JsonObject> hooks, RootSet? trusted, CancellationToken cancellation)
    {
        var (servers, endpoints) = (new List<string>(), (int?)null);
        foreach (var service in hooks.Select(hook => hook.Child("clientConfig", "service")).OfType<JsonObject>().Select(ServiceLook.Parse).Distinct())
        {
            servers.Add(service.ToString());
            if (await verdict.TryAsync($"what is behind {name}", async () => (Found: await services.AskAsync(service, cancellation), Asked: true)) is not { Asked: true, Found: var found })
            {
                continue;
            }

            endpoints = Math.Min(endpoints ?? int.MaxValue, found.Endpoints);
            if (found.Lacks is { } lacks)
            {
                verdict.Find(VerificationFindings.WebhookDangling.On(name, $"{lacks}; failurePolicy {Policy(hooks)}"));
            }
        }

        if (hooks.Select(hook => hook.Text("clientConfig", "url")).FirstOrDefault(url => url is not null) is { } address)
        {
            servers.Add(Printable.OneLine(address));
            verdict.Leave($"{name}: it leads to {Printable.OneLine(address)}, outside of this cluster");
        }

        var (trusts, right) = Bundle(name, hooks, trusted);
        seen.Add(new(name, string.Join(", ", servers), endpoints, trusts, right, Policy(hooks)));
    }

    private (string Trusts, bool? Right) Bundle(string name, IReadOnlyList<JsonObject> hooks, RootSet? trusted)
    {
        var bundles = hooks.Where(IsHere).Select(hook => hook.Text("clientConfig", "caBundle") ?? "").Distinct(StringComparer.Ordinal).Select(text => (Empty: text.Length == 0, Roots: RootSet.Of(WebhookBundles.Decode(text)))).ToList();
        var (wrong, why) = bundles.Select(bundle => (bundle.Roots, Why: bundle.Empty ? "its caBundle is empty"
            : bundle.Roots.Damage is { } damage ? $"its caBundle cannot be read: {damage}"
            : trusted is not null && trusted.Certificates.Where(root => !bundle.Roots.Certificates.Any(root.Same)).ToList() is { Count: > 0 } missing
                ? $"its caBundle has {bundle.Roots}, and configmap/{LiveAuthority.TrustName} in {expected.Options.Namespace} has {string.Join(" and ", missing.Select(RootSet.Shown))}"
            : null)).FirstOrDefault(one => one.Why is not null);
        if (why is not null)
        {
            verdict.Find(VerificationFindings.WebhookBundle.On(name, $"{why}; failurePolicy {Policy(hooks)}"));
        }

        return (why is null ? string.Join(", ", bundles.Select(bundle => $"{bundle.Roots}").Distinct()) : $"{wrong}", why is not null ? false : trusted is null || bundles.Count == 0 ? null : true);
    }

    private static string Policy(IEnumerable<JsonObject> hooks) => string.Join(" and ", hooks.Select(hook => Printable.OneLine(hook.Text("failurePolicy") ?? "Fail")).Distinct().Order(StringComparer.Ordinal));
}
