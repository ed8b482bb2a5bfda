using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Lint;

/// <summary>Mesh.LintMesh as a user runs it, on a real API server with CRDs of Istio: files over what is there, and a user who may not see everything.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class LintMeshTests
{
    private const string Live = """
        apiVersion: v1
        kind: Namespace
        metadata: { name: shop }
        ---
        apiVersion: v1
        kind: Namespace
        metadata: { name: infra }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: reviews, namespace: shop }
        spec: { selector: { app: reviews }, ports: [{ name: http, port: 80, targetPort: 9080 }] }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: reviews, namespace: shop }
        spec:
          selector: { matchLabels: { app: reviews } }
          template: { metadata: { labels: { app: reviews, version: v1 } }, spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 9080 }] }] } }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: ingress, namespace: infra }
        spec:
          selector: { matchLabels: { istio: ingress } }
          template: { metadata: { labels: { istio: ingress }, annotations: { inject.istio.io/templates: gateway } }, spec: { containers: [{ name: istio-proxy, image: auto }] } }
        ---
        apiVersion: v1
        kind: Secret
        metadata: { name: shop, namespace: infra }
        stringData: { certificate: not-to-be-seen }
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: ingress, namespace: infra }
        spec: { selector: { istio: ingress }, servers: [{ hosts: ["shop.example.com"], port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: shop } }] }
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: reviews, namespace: shop }
        spec: { host: reviews, subsets: [{ name: v1, labels: { version: v1 } }, { name: gone, labels: { version: v0 } }] }
        ---
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: { name: default, namespace: shop }
        spec: { mtls: { mode: STRICT } }
        """;

    private const string Route = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: reviews, namespace: shop }
        spec:
          hosts: [shop.example.com]
          gateways: [infra/ingress]
          http:
            - route:
                - destination: { host: reviews, subset: v1 }
                  weight: 90
                - destination: { host: reviews, subset: v2 }
                  weight: 10
        """;

    private const string Rule = """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: reviews, namespace: shop }
        spec:
          host: reviews
          trafficPolicy:
            tls: { mode: DISABLE }
          subsets:
            - { name: v1, labels: { version: v1 } }
            - name: v2
              labels: { version: v2 }
        """;

    private readonly Bench bench = new();
    private ControlPlane plane = null!;

    private JsonNode Report => JsonNode.Parse(bench.Report)!;

    private IEnumerable<string> Found => Report.Items("findings").Select(finding => $"{finding.Text("code")} {(finding.Text("file") is { } file ? $"{Path.GetFileName(file)}:{finding.Number("line")}" : finding.Text("subject"))}");

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        plane = await Require.Available(ControlPlane.StartAsync(controllers: false));
        var kinds = new[] { ("networking.istio.io", "virtualservices", "VirtualService"), ("networking.istio.io", "destinationrules", "DestinationRule"), ("networking.istio.io", "gateways", "Gateway"), ("networking.istio.io", "serviceentries", "ServiceEntry"), ("security.istio.io", "peerauthentications", "PeerAuthentication") };
        await ApplyAsync(string.Join("\n---\n", kinds.Select(kind => $$"""
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: { name: {{kind.Item2}}.{{kind.Item1}} }
            spec:
              group: {{kind.Item1}}
              scope: Namespaced
              names: { plural: {{kind.Item2}}, singular: {{kind.Item3.ToLowerInvariant()}}, kind: {{kind.Item3}}, listKind: {{kind.Item3}}List }
              versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } } }]
            """)));
        (await plane.KubectlAsync("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s")).Succeeded();
        await ApplyAsync(Live);
        bench.Write("route.yaml", Route);
        bench.Write("mesh.yaml", $"cluster: {{ context: mesh-test, kubeconfig: '{plane.AdminKubeconfig}' }}\n");
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await (plane?.DisposeAsync() ?? default);
        bench.Dispose();
    }

    [Test]
    public async Task A_file_is_judged_against_the_cluster_and_nothing_is_written()
    {
        var before = plane.AuditLog.Position;

        var outcome = await LintAsync("--path", $"{bench.RelativeFolder}/route.yaml");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(Found, Is.EqualTo(new[] { "VSV009 route.yaml:11", "DSR005 destinationrule/reviews in shop", "GWY003 gateway/ingress in infra" }));
        Assert.That(outcome.LastErrorLine, Does.Contain("VSV009").And.Contain("route.yaml:11").And.Contain("only v1, gone"));
        Assert.That(bench.Report, Does.Not.Contain("not-to-be-seen"));
        Assert.That(plane.AuditLog.Mutations(before).Where(request => request.User == "mesh-test-admin"), Is.Empty);
    }

    [Test]
    public async Task A_file_takes_the_place_of_the_object_in_the_cluster()
    {
        bench.Write("rule.yaml", Rule);

        var outcome = await LintAsync("--path", $"{bench.RelativeFolder}/route.yaml", "--path", $"{bench.RelativeFolder}/rule.yaml");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(Found, Is.EqualTo(new[] { "DSR001 rule.yaml:7", "DSR005 rule.yaml:11", "GWY003 gateway/ingress in infra" }));
    }

    [Test]
    public async Task A_user_who_may_not_list_everything_gets_what_can_be_said_and_hears_what_cannot()
    {
        await ApplyAsync("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: { name: lints }
            rules:
              - { apiGroups: [networking.istio.io], resources: [virtualservices, gateways], verbs: [list] }
              - { apiGroups: [""], resources: [services, namespaces], verbs: [list] }
            """);
        (await plane.KubectlAsync("create", "clusterrolebinding", "lints", "--clusterrole=lints", "--user=nobody-rights", "--user=nobody")).Succeeded();

        var outcome = await LintAsync("--path", $"{bench.RelativeFolder}/route.yaml", "--kubeconfig", plane.NobodyKubeconfig, "--kube-context", "mesh-nobody");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(Found, Is.Empty);
        Assert.That(Report.Items("steps").Last().Text("status"), Is.EqualTo("NotEvaluated"));
        var unseen = string.Join('\n', Report["lint"].Elements("notEvaluated").Select(line => (string?)line));
        Assert.That(unseen, Does.Contain("DestinationRules cannot be listed").And.Contain("VSV009 in 2 places").And.Contain("Pods cannot be listed"));
    }

    [Test]
    public async Task Offline_the_cluster_is_not_asked()
    {
        var before = plane.AuditLog.Position;

        var outcome = await LintAsync("--path", $"{bench.RelativeFolder}/route.yaml", "--offline");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(plane.AuditLog.Read(before).Where(request => request.User == "mesh-test-admin"), Is.Empty);
    }

    private Task<Outcome> LintAsync(params string[] arguments) => bench.RunAsync(Host.Compiled, ["--target", "Mesh.LintMesh", "--config", $"{bench.RelativeFolder}/mesh.yaml", .. arguments]);

    private async Task ApplyAsync(string yaml) => (await plane.KubectlWithInputAsync(yaml, "apply", "-f", "-")).Succeeded();
}
