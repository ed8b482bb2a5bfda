using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Injection;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Injection;

/// <summary>A cluster in memory with an injector of the default revision, with webhooks as Istio's chart makes them, and what Mesh.CheckInjection says of it.</summary>
internal sealed class InjectionStage : IJournalListener, IDisposable
{
    public const string Image = "docker.io/istio/proxyv2:1.29.0";

    private readonly List<string> notes = [];
    private readonly ManualTime time = new();
    private readonly SandboxClusterConnector sandbox;

    /// <param name="objects">Further objects, each a line of YAML in flow form.</param>
    /// <param name="injector">Further members of the injector.</param>
    /// <param name="policy">data.config of the injector's ConfigMap.</param>
    /// <param name="webhooks">The webhook configurations.</param>
    /// <param name="istiods">How many pods istiod has.</param>
    /// <param name="denied">What the user may not do.</param>
    public InjectionStage(string[] objects, string injector = "", string policy = "policy: enabled", string? webhooks = null, int istiods = 1, string denied = "")
    {
        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.CheckInjection");
        sandbox = new SandboxClusterConnector(
            Scenario.Parse($$"""
                contexts: [{ name: locust, denied: [{{denied}}] }]
                timings: { step: 0s, controller: 0s }
                injectors: [{ webhook: istio-sidecar-injector, image: "{{Image}}"{{injector}} }]
                objects:
                  - { apiVersion: apps/v1, kind: Deployment, metadata: { name: istiod, namespace: istio-system }, spec: { replicas: {{istiods}}, selector: { matchLabels: { app: istiod } }, template: { metadata: { labels: { app: istiod, sidecar.istio.io/inject: "false" } }, spec: { containers: [{ name: discovery, image: "istio/pilot:1.29.0", ports: [{ containerPort: 15017 }] }] } } } }
                  - { apiVersion: v1, kind: Service, metadata: { name: istiod, namespace: istio-system }, spec: { selector: { app: istiod }, ports: [{ name: https-webhook, port: 443, targetPort: 15017 }] } }
                  - { apiVersion: v1, kind: ConfigMap, metadata: { name: istio-sidecar-injector, namespace: istio-system }, data: { config: "{{policy.Replace("\n", "\\n", StringComparison.Ordinal)}}", values: '{ "global": { "hub": "docker.io/istio", "tag": "1.29.0" } }' } }
                {{webhooks ?? Webhooks("istio-sidecar-injector")}}
                {{string.Concat(objects.Select(item => $"  - {item}\n"))}}
                """),
            time,
            Journal);
    }

    public RunJournal Journal { get; }

    public ICluster Cluster => sandbox.Connect("locust", null);

    public string Notes => string.Join('\n', notes);

    public IEnumerable<string> Found => Journal.Findings.Select(finding => $"{finding.Code} {finding.Subject}");

    public JsonNode Report => Journal.Results.Single(result => result.Name == "injection").Value;

    public Step Ended
    {
        get
        {
            Journal.EndStep(StepStatus.Executed);
            return Journal.Steps[^1];
        }
    }

    /// <summary>The webhooks of the default revision, as the chart istiod has them.</summary>
    public static string Webhooks(string name, string more = "failurePolicy: Fail", string bundle = "QQ==") => $$"""
          - apiVersion: admissionregistration.k8s.io/v1
            kind: MutatingWebhookConfiguration
            metadata: { name: {{name}}, labels: { app: sidecar-injector, istio.io/rev: default } }
            webhooks:
              - { name: namespace.sidecar-injector.istio.io, {{more}}, clientConfig: &client { service: { name: istiod, namespace: istio-system, path: /inject, port: 443 }, caBundle: "{{bundle}}" }, rules: &rules [{ apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE] }],
                  namespaceSelector: { matchExpressions: [{ key: istio-injection, operator: In, values: [enabled] }] }, objectSelector: { matchExpressions: [{ key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] }] } }
              - { name: object.sidecar-injector.istio.io, {{more}}, clientConfig: *client, rules: *rules,
                  namespaceSelector: { matchExpressions: [{ key: istio-injection, operator: DoesNotExist }, { key: istio.io/rev, operator: DoesNotExist }] },
                  objectSelector: { matchExpressions: [{ key: sidecar.istio.io/inject, operator: In, values: ["true"] }, { key: istio.io/rev, operator: DoesNotExist }] } }
              - { name: rev.namespace.sidecar-injector.istio.io, {{more}}, clientConfig: *client, rules: *rules,
                  namespaceSelector: { matchExpressions: [{ key: istio.io/rev, operator: In, values: [default] }, { key: istio-injection, operator: DoesNotExist }] }, objectSelector: { matchExpressions: [{ key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] }] } }
        """;

    public static string Namespace(string name, string labels) => $$"""{ apiVersion: v1, kind: Namespace, metadata: { name: {{name}}, labels: { {{labels}} } } }""";

    public static string Deployment(string name, string ns = "beta", string labels = "", string annotations = "", string spec = "", string container = "image: \"web:1\"", int replicas = 2) =>
        $$"""{ apiVersion: apps/v1, kind: Deployment, metadata: { name: {{name}}, namespace: {{ns}} }, spec: { replicas: {{replicas}}, selector: { matchLabels: { app: {{name}} } }, template: { metadata: { labels: { app: {{name}}{{(labels.Length > 0 ? ", " : "")}}{{labels}} }, annotations: { {{annotations}} } }, spec: { {{spec}}{{(spec.Length > 0 ? ", " : "")}}containers: [{ name: web, {{container}} }] } } } }""";

    public async Task<InjectionStage> CheckAsync(string[]? namespaces = null, string[]? workloads = null, DryRun dryRun = DryRun.Off)
    {
        var tools = new Toolbox(new Lazy<IClusterConnector>(sandbox), new(() => throw new InvalidOperationException("no helm here")), _ => throw new InvalidOperationException("no registry here"));
        await new InjectionCheck(tools, new ChangeGate(dryRun, Journal), Journal).RunAsync(new MeshOptions { Cluster = new() { Context = "locust" } }, InjectionChoice.Of(namespaces ?? ["beta"], workloads ?? []), Severity.Error, default);
        return this;
    }

    public JsonObject Workload(string name) => Report.Items("workloads").Single(one => one.Text("workload") == name);

    public void OnNote(string text) => notes.Add(text);

    public void Dispose() => sandbox.Dispose();
}
