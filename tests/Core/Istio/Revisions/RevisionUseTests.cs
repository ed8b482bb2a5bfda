using Mesh.Core.Istio.Revisions;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;
using Mesh.Core.Tests.Istio.Backup;

namespace Mesh.Core.Tests.Istio.Revisions;

/// <summary>What points to a revision, each in its own way.</summary>
public sealed class RevisionUseTests
{
    private const string Head = "contexts: [{ name: locust }]\ntimings: { step: 0s, controller: 0s }\nobjects:\n";

    private static readonly string Definitions = MeshScenario.Definitions;

    [TestCase("1-28", "{ apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio.io/rev: 1-28 } } }", "namespace/beta: label istio.io/rev=1-28")]
    [TestCase("1-28", "{ apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio.io/rev: prod } } }", "namespace/beta: label istio.io/rev=prod, a tag of 1-28")]
    [TestCase("1-28", "{ apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio.io/rev: 1-29 } } }", null)]
    [TestCase("1-28", "{ apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio.io/rev: 1-28, istio-injection: enabled } } }", null)]
    [TestCase("1-28", "{ apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio-injection: enabled } } }", null)]
    [TestCase(null, "{ apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio-injection: enabled } } }", "namespace/beta: label istio-injection=enabled means the default revision")]
    [TestCase("default", "{ apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio.io/rev: default } } }", "namespace/beta: label istio.io/rev=default")]
    [TestCase(null, "{ apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio-injection: disabled } } }", null)]
    [TestCase("1-28", "{ apiVersion: v1, kind: Pod, metadata: { name: web, namespace: beta, annotations: { istio.io/rev: 1-28 } }, spec: { containers: [{ name: istio-proxy, image: p }] } }", "pod/web in beta: its proxy is of revision 1-28")]
    [TestCase("1-28", "{ apiVersion: v1, kind: Pod, metadata: { name: web, namespace: beta, annotations: { sidecar.istio.io/status: '{\"revision\":\"1-28\"}' } }, spec: { containers: [{ name: web, image: w }], initContainers: [{ name: istio-proxy, image: p, restartPolicy: Always }] } }", "pod/web in beta: its proxy is of revision 1-28")]
    [TestCase("1-28", "{ apiVersion: v1, kind: Pod, metadata: { name: web, namespace: beta, labels: { istio.io/rev: prod }, annotations: { sidecar.istio.io/status: '{' } }, spec: { containers: [{ name: istio-proxy, image: p }] } }", "pod/web in beta: its proxy is of revision prod, a tag of 1-28")]
    [TestCase(null, "{ apiVersion: v1, kind: Pod, metadata: { name: web, namespace: beta }, spec: { containers: [{ name: istio-proxy, image: p }] } }", "pod/web in beta: its proxy is of revision default")]
    [TestCase("1-28", "{ apiVersion: v1, kind: Pod, metadata: { name: web, namespace: beta }, spec: { containers: [{ name: web, image: w }] } }", null)]
    [TestCase("1-28", "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web, namespace: beta }, spec: { replicas: 0, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web, istio.io/rev: 1-28 } }, spec: { containers: [{ name: w, image: w }] } } } }", "deployment/web in beta: its pods ask for revision 1-28")]
    [TestCase("1-28", "{ apiVersion: batch/v1, kind: CronJob, metadata: { name: web, namespace: beta }, spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { metadata: { labels: { istio.io/rev: prod } }, spec: { containers: [{ name: w, image: w }] } } } } } }", "cronjob/web in beta: its pods ask for revision prod, a tag of 1-28")]
    [TestCase(null, "{ apiVersion: apps/v1, kind: StatefulSet, metadata: { name: web, namespace: beta }, spec: { replicas: 0, serviceName: web, selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web, sidecar.istio.io/inject: 'true' } }, spec: { containers: [{ name: w, image: w }] } } } }", "statefulset/web in beta: its pods ask for a proxy of the default revision")]
    [TestCase("1-28", "{ apiVersion: apps/v1, kind: Deployment, metadata: { name: istiod-1-28, namespace: istio-system }, spec: { replicas: 0, selector: { matchLabels: { app: istiod } }, template: { metadata: { labels: { app: istiod, istio.io/rev: 1-28 } }, spec: { containers: [{ name: w, image: w }] } } } }", null)]
    [TestCase("1-28", "{ apiVersion: apps/v1, kind: DaemonSet, metadata: { name: istio-cni-node, namespace: kube-system, labels: { istio.io/rev: 1-28 } }, spec: { selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: w, image: w }] } } } }", "daemonset/istio-cni-node in kube-system: the CNI plugin is of revision 1-28")]
    [TestCase(null, "{ apiVersion: apps/v1, kind: DaemonSet, metadata: { name: istio-cni-node, namespace: kube-system, labels: { istio.io/rev: default } }, spec: { selector: { matchLabels: { a: b } }, template: { metadata: { labels: { a: b } }, spec: { containers: [{ name: w, image: w }] } } } }", null)]
    [TestCase("1-28", "{ apiVersion: apps/v1, kind: DaemonSet, metadata: { name: ztunnel, namespace: istio-system }, spec: { selector: { matchLabels: { app: ztunnel } }, template: { metadata: { labels: { app: ztunnel } }, spec: { containers: [{ name: istio-proxy, image: w, env: [{ name: XDS_ADDRESS, value: 'istiod-1-28.istio-system.svc:15012' }] }] } } } }", "daemonset/ztunnel in istio-system: ztunnel takes its configuration from istiod-1-28.istio-system.svc:15012")]
    [TestCase("1-28", "{ apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: { name: istiod-default-validator }, webhooks: [{ name: validation.istio.io, clientConfig: { service: { name: istiod-1-28, namespace: istio-system } } }] }", "validatingwebhookconfiguration/istiod-default-validator: webhook validation.istio.io is answered by its istiod")]
    [TestCase("1-28", "{ apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: { name: istio-validator-1-28-istio-system }, webhooks: [{ name: v, clientConfig: { service: { name: istiod-1-28, namespace: istio-system } } }] }", null)]
    [TestCase("1-28", "{ apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: { name: other }, webhooks: [{ name: v, clientConfig: { url: 'https://istiod-1-28.istio-system.svc:15017/validate' } }] }", "validatingwebhookconfiguration/other: webhook v is answered by its istiod")]
    [TestCase("1-28", "{ apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: { name: other }, webhooks: [{ name: v, clientConfig: { service: { name: istiod-1-28, namespace: elsewhere } } }] }", null)]
    [TestCase("1-28", "{ apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: { name: web, namespace: beta, labels: { istio.io/rev: prod } }, spec: {} }", "virtualservice/web in beta: label istio.io/rev=prod, a tag of 1-28")]
    [TestCase("1-28", "{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: edge, namespace: beta, labels: { istio.io/rev: 1-28 } }, spec: { gatewayClassName: istio } }", "gateway/edge in beta: label istio.io/rev=1-28")]
    [TestCase(null, "{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: edge, namespace: beta }, spec: { gatewayClassName: istio } }", "gateway/edge in beta: it names no revision, so the default one serves it")]
    [TestCase(null, "{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: edge, namespace: beta }, spec: { gatewayClassName: nginx } }", null)]
    public async Task Each_way_to_point_to_a_revision_is_found_and_nothing_else(string? revision, string item, string? user)
    {
        const string tag = "  - { apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: { name: istio-revision-tag-prod, labels: { istio.io/tag: prod, istio.io/rev: 1-28 } }, webhooks: [{ name: rev.namespace.sidecar-injector.istio.io, clientConfig: { service: { name: istiod-1-28, namespace: istio-system } } }] }\n";
        const string known = "mutatingwebhookconfiguration/istio-revision-tag-prod: tag prod stands for it";
        var expected = new[] { revision == "1-28" ? known : null, user }.OfType<string>();

        Assert.That(await FindAsync($"{tag}  - {{ apiVersion: gateway.networking.k8s.io/v1, kind: GatewayClass, metadata: {{ name: istio }}, spec: {{ controllerName: istio.io/gateway-controller }} }}\n  - {item}\n", revision), Is.EquivalentTo(expected));
    }

    [Test]
    public async Task A_default_tag_makes_a_named_revision_the_default_one()
    {
        const string objects = """
              - { apiVersion: admissionregistration.k8s.io/v1, kind: MutatingWebhookConfiguration, metadata: { name: istio-revision-tag-default, labels: { istio.io/tag: default, istio.io/rev: 1-29 } }, webhooks: [] }
              - { apiVersion: v1, kind: Namespace, metadata: { name: beta, labels: { istio-injection: enabled } } }

            """;
        Assert.That(await FindAsync(objects, "1-29"), Is.EqualTo(new[] { "mutatingwebhookconfiguration/istio-revision-tag-default: tag default stands for it", "namespace/beta: label istio-injection=enabled means the default revision" }));
        Assert.That(await FindAsync(objects, null), Is.Empty);
    }

    [Test]
    public async Task A_Service_of_another_name_leads_to_its_revision_too()
    {
        const string objects = """
              - { apiVersion: v1, kind: Service, metadata: { name: istiod, namespace: istio-system }, spec: { selector: { app: istiod, istio.io/rev: 1-29 }, ports: [{ port: 443 }] } }
              - { apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: { name: istiod-default-validator }, webhooks: [{ name: v, clientConfig: { service: { name: istiod, namespace: istio-system } } }] }

            """;
        Assert.That(await FindAsync(objects, "1-29"), Has.Count.EqualTo(1));
        Assert.That(await FindAsync(objects, null), Is.Empty);
    }

    private static async Task<IReadOnlyList<string>> FindAsync(string objects, string? revision)
    {
        using var cluster = new InMemoryCluster(Scenario.Parse($"{Head}{Definitions}  - {{ apiVersion: v1, kind: Namespace, metadata: {{ name: istio-system }} }}\n{objects}"), TimeProvider.System);
        return [.. (await new RevisionUse(cluster).FindAsync("istio-system", revision, default)).Select(user => $"{user.Subject}: {user.Why}")];
    }
}
