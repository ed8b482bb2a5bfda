using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Xds;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Processes;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Diagnosis;

/// <summary>A gateway and an istiod in namespaces of a test's own, on a real API server that passes questions on to their containers. The gateway's log says that istiod does not accept it.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class RefusedGatewayOnServer
{
    private const string Closed = "warning envoy config DeltaAggregatedResources gRPC config stream to xds-grpc closed: 16, authentication failure{via_upstream}";

    private static readonly ResourceKind Role = new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false);
    private static readonly ResourceKind Binding = new("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly KubeletDouble kubelet;

    public RefusedGatewayOnServer(ControlPlane plane, KubeletDouble kubelet)
    {
        this.kubelet = kubelet;
        Journal = new RunJournal(TimeProvider.System, new Secrets());
        Cluster = new ClusterConnector(new NoTools(), Journal, TimeProvider.System).Connect("mesh-test", plane.AdminKubeconfig);
        var name = Guid.NewGuid().ToString("N")[..12];
        (Istio, Edge) = ($"istio-{name}", $"edge-{name}");
        Pod = Gateway();
    }

    public ICluster Cluster { get; }

    public RunJournal Journal { get; }

    public string Istio { get; }

    public string Edge { get; }

    /// <summary>The gateway's pod; a test changes it before it is made.</summary>
    public JsonObject Pod { get; }

    public JsonObject Projected => (JsonObject)Pod["spec"]!["volumes"]![0]!["projected"]!["sources"]![0]!["serviceAccountToken"]!;

    public JsonObject Proxy => (JsonObject)Pod["spec"]!["containers"]![0]!;

    /// <summary>What istiod's reader of tokens says; null for what the API server itself says of the token.</summary>
    public string? Words { get; set; }

    public async Task<RefusedGatewayOnServer> MakeAsync()
    {
        foreach (var ns in new[] { Istio, Edge })
        {
            await CreateAsync(ResourceKind.Namespace, $$"""{ "metadata": { "name": "{{ns}}" } }""");
        }

        await CreateAsync(ResourceKind.ServiceAccount, $$"""{ "metadata": { "name": "istiod", "namespace": "{{Istio}}" } }""");
        await CreateAsync(ResourceKind.ServiceAccount, $$"""{ "metadata": { "name": "ingress", "namespace": "{{Edge}}" } }""");
        await CreateAsync(Role, $$"""{ "metadata": { "name": "{{Istio}}" }, "rules": [{ "apiGroups": ["authentication.k8s.io"], "resources": ["tokenreviews"], "verbs": ["create"] }] }""");
        await CreateAsync(Binding, $$"""{ "metadata": { "name": "{{Istio}}" }, "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "{{Istio}}" }, "subjects": [{ "kind": "ServiceAccount", "name": "istiod", "namespace": "{{Istio}}" }] }""");
        await CreateAsync(ResourceKind.Pod, $$"""
            { "metadata": { "name": "istiod-1", "namespace": "{{Istio}}", "labels": { "app": "istiod" } },
              "spec": { "serviceAccountName": "istiod", "automountServiceAccountToken": false, {{kubelet.PodFields}},
                "containers": [{ "name": "discovery", "image": "docker.io/istio/pilot:1.29.0", "env": [{ "name": "CLUSTER_ID", "value": "Kubernetes" }] }] } }
            """);
        await Cluster.CreateAsync(ResourceKind.Pod, Pod, false, default);
        await UntilAsync(async () => (await AllowedAsync()) && await IsRunningAsync(Istio, "istiod-1") && await IsRunningAsync(Edge, "ingress-1"));
        kubelet.Answer(Istio, "istiod-1", "discovery", "pilot-discovery request GET /debug/clusterz", new ExecAnswer("""[{"id":"Kubernetes","syncStatus":"synced"}]"""));
        return this;
    }

    /// <summary>Puts a token into the gateway's file, and into istiod's log what it says of it.</summary>
    public async Task ShowAsync(string? token)
    {
        if (token is not null)
        {
            kubelet.Answer(Edge, "ingress-1", "istio-proxy", "cat /var/run/secrets/tokens/istio-token", new ExecAnswer(token));
        }

        var address = (await Cluster.GetAsync(ResourceKind.Pod, Edge, "ingress-1", default)).Text("status", "podIP");
        var words = Words ?? $"failed to validate the JWT from cluster \"Kubernetes\": the service account authentication returns an error: {(await Cluster.Reviews.ReviewTokenAsync(token!, ["istio-ca"], default)).Error}";
        kubelet.Log(Istio, "istiod-1", "discovery", $"info ads started\nerror security Failed to authenticate client from {address}:41234: Authenticator ClientCertAuthenticator: no verified chain is found; Authenticator KubeJWTAuthenticator: {words}\n");
    }

    public Task<string> FreshAsync(string audience = "istio-ca") => Cluster.Reviews.RequestTokenAsync(Edge, "ingress", audience, default);

    public async Task<string> UidAsync() => (await Cluster.GetAsync(ResourceKind.ServiceAccount, Edge, "ingress", default))!.Uid();

    /// <summary>Deletes the gateway's account and makes it anew, and waits until the server no longer knows the token.</summary>
    public async Task RecreateAccountAsync(string token)
    {
        await Cluster.DeleteAsync(ResourceKind.ServiceAccount, Edge, "ingress", false, default);
        await CreateAsync(ResourceKind.ServiceAccount, $$"""{ "metadata": { "name": "ingress", "namespace": "{{Edge}}" } }""");
        await UntilAsync(async () => !(await Cluster.Reviews.ReviewTokenAsync(token, ["istio-ca"], default)).Accepted);
    }

    public async Task TakeRightAsync()
    {
        await Cluster.DeleteAsync(Binding, null, Istio, false, default);
        await UntilAsync(async () => !await AllowedAsync());
    }

    public Task<XdsReport> AnalyseAsync(DryRun dryRun = DryRun.Server) => new XdsAnalysis(Journal, TimeProvider.System).AnalyseAsync(
        new EvidenceSet { TakenAt = TimeProvider.System.GetUtcNow(), Logs = [new("", "", "", false, []), new(Edge, "ingress-1", "istio-proxy", false, [Closed, Closed])] }, Cluster, Istio, dryRun, default);

    public async Task RemoveAsync()
    {
        await Cluster.DeleteAsync(Binding, null, Istio, false, default);
        await Cluster.DeleteAsync(Role, null, Istio, false, default);
        await Cluster.DeleteAsync(ResourceKind.Namespace, null, Istio, false, default);
        await Cluster.DeleteAsync(ResourceKind.Namespace, null, Edge, false, default);
    }

    private JsonObject Gateway() => Json($$"""
        { "metadata": { "name": "ingress-1", "namespace": "{{Edge}}", "labels": { "app": "ingress" }, "annotations": { "istio.io/rev": "default" } },
          "spec": { "serviceAccountName": "ingress", "automountServiceAccountToken": false, {{kubelet.PodFields}},
            "volumes": [{ "name": "istio-token", "projected": { "sources": [{ "serviceAccountToken": { "audience": "istio-ca", "expirationSeconds": 43200, "path": "istio-token" } }] } }],
            "containers": [{ "name": "istio-proxy", "image": "docker.io/istio/proxyv2:1.29.0", "args": ["proxy", "router"], "env": [{ "name": "ISTIO_META_CLUSTER_ID", "value": "Kubernetes" }],
              "volumeMounts": [{ "name": "istio-token", "mountPath": "/var/run/secrets/tokens" }] }] } }
        """);

    private Task<bool> AllowedAsync() => Cluster.Reviews.ReviewAccessAsync($"system:serviceaccount:{Istio}:istiod", new AccessRule("create", "authentication.k8s.io", "tokenreviews", null), default);

    private async Task<bool> IsRunningAsync(string ns, string pod) => (await Cluster.GetAsync(ResourceKind.Pod, ns, pod, default)).Text("status", "podIP") is not null;

    private Task<JsonObject> CreateAsync(ResourceKind kind, string body) => Cluster.CreateAsync(kind, Json(body), false, default);

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await reached())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    private sealed class NoTools : ICommandRunner
    {
        public Task<Core.Processes.CommandResult> RunAsync(Core.Processes.Command command, CancellationToken cancellation) => throw new InvalidOperationException("a client certificate needs no tool");
    }
}
