using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Xds;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Istio.Verification;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Diagnosis.Xds;

/// <summary>A gateway in a namespace of its own that istiod accepts, but for what a test spoils; the log says that it does not.</summary>
internal sealed class RefusedGateway : IDisposable
{
    public const string Closed = "2026-11-21T07:59:00.000000Z\twarning\tenvoy config\tDeltaAggregatedResources gRPC config stream to xds-grpc closed: 16, authentication failure{via_upstream}";

    private const string ExecToken = "cat /var/run/secrets/tokens/istio-token";

    private static readonly ResourceKind Role = new("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false);

    private readonly ManualTime time = new();
    private readonly List<string> istiodLog = [];

    public RefusedGateway()
    {
        Objects["pod/istiod"] = Pod("istiod-1", "istio-system", "istiod", "istiod", "discovery", """{ "env": [{ "name": "CLUSTER_ID", "value": "Kubernetes" }] }""");
        Objects["pod/ingress"] = Gateway("ingress-1", "edge", "ingress");
        Objects["pod/beside"] = Gateway("istio-ingressgateway", "istio-system", "istiod");
        Journal = new RunJournal(time, new Secrets());
    }

    public RunJournal Journal { get; }

    /// <summary>Its pods; a test changes them before they are made.</summary>
    public Dictionary<string, JsonObject> Objects { get; } = [];

    public JsonObject Ingress => Objects["pod/ingress"];

    /// <summary>The lines of the proxy.</summary>
    public List<string> ProxyLog { get; } = [Closed];

    /// <summary>What istiod's reader of tokens says; null where it says nothing.</summary>
    public string? Words { get; set; }

    /// <summary>From where istiod says that the client came; null for the pod's own address.</summary>
    public string? Address { get; set; }

    /// <summary>What lies in the token's file, given a fresh token.</summary>
    public Func<string, string> Token { get; set; } = token => token;

    /// <summary>How the program ends that reads the token's file; null for what it prints.</summary>
    public ExecResult? Cat { get; set; }

    /// <summary>What is done to the cluster after the pod got its token.</summary>
    public Func<ICluster, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public string Clusterz { get; set; } = """[{"id":"Kubernetes","syncStatus":"synced"}]""";

    public DryRun DryRun { get; set; } = DryRun.Off;

    public bool Alone { get; set; }

    public bool MayNotReview { get; set; }

    public InMemoryCluster Cluster { get; private set; } = null!;

    public CountedReviews Reviews { get; private set; } = null!;

    /// <summary>The token in the file.</summary>
    public string Shown { get; private set; } = "";

    public static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    /// <summary>The members of the gateway's only projected token.</summary>
    public JsonObject Projected => (JsonObject)Ingress["spec"]!["volumes"]![0]!["projected"]!["sources"]![0]!["serviceAccountToken"]!;

    private string Audience => Ingress.Items("spec", "volumes").SelectMany(volume => volume.Items("projected", "sources")).Select(source => source.Text("serviceAccountToken", "audience")).FirstOrDefault() ?? "istio-ca";

    public JsonObject Istiod => (JsonObject)Objects["pod/istiod"]["spec"]!["containers"]![0]!;

    public JsonObject Proxy => (JsonObject)Ingress["spec"]!["containers"]![0]!;

    public static void Set(JsonObject container, string variable, string value)
    {
        container["env"] ??= new JsonArray();
        container["env"]!.AsArray().Insert(0, new JsonObject { ["name"] = variable, ["value"] = value });
    }

    /// <summary>Takes the right to review away from istiod.</summary>
    public static Task TakeRightAsync(ICluster cluster) => cluster.DeleteAsync(Role, null, "istiod", false, default);

    public static async Task RecreateAsync(ICluster cluster, string ns, string account)
    {
        await cluster.DeleteAsync(ResourceKind.ServiceAccount, ns, account, false, default);
        await cluster.CreateAsync(ResourceKind.ServiceAccount, Json($$"""{ "metadata": { "name": "{{account}}", "namespace": "{{ns}}" } }"""), false, default);
    }

    public async Task<XdsReport> AnalyseAsync()
    {
        Cluster = new InMemoryCluster(new Scenario { Objects = [.. Beginning(), .. Objects.Values], Timings = ScenarioTimings.Immediate }, time);
        Shown = Token(await Cluster.Reviews.RequestTokenAsync("edge", "ingress", Audience, default));
        await Meanwhile(Cluster);
        var pod = await Cluster.GetAsync(ResourceKind.Pod, "edge", "ingress-1", default);
        if (Words is { } words)
        {
            istiodLog.Add($"2026-11-21T07:59:01.000000Z\terror\tsecurity\tFailed to authenticate client from {Address ?? pod.Text("status", "podIP")}:41234: Authenticator ClientCertAuthenticator: no verified chain is found; Authenticator KubeJWTAuthenticator: {words}");
        }

        Reviews = new CountedReviews(Cluster.Reviews) { Forbidden = MayNotReview };
        var passing = new Passing(Cluster)
        {
            Reviews = Reviews,
            Exec = (_, command) => command == ExecToken ? Cat ?? new ExecResult(0, Shown, "") : command.EndsWith("/debug/clusterz", StringComparison.Ordinal) ? new ExecResult(0, Clusterz, "") : null,
        };
        var evidence = new EvidenceSet
        {
            TakenAt = time.GetUtcNow(),
            Logs = [new("edge", "ingress-1", "istio-proxy", false, ProxyLog), new("istio-system", "istiod-1", "discovery", false, istiodLog)],
        };
        return await new XdsAnalysis(Journal, time).AnalyseAsync(evidence, Alone ? null : passing, "istio-system", DryRun, default);
    }

    public void Advance(TimeSpan by) => time.Advance(by);

    public void Dispose() => Cluster?.Dispose();

    private static IEnumerable<JsonObject> Beginning()
    {
        yield return Json("""{ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "istiod", "namespace": "istio-system" } }""");
        yield return Json("""{ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "ingress", "namespace": "edge" } }""");
        yield return Json("""{ "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": { "name": "istiod" }, "rules": [{ "apiGroups": ["authentication.k8s.io"], "resources": ["tokenreviews"], "verbs": ["create"] }] }""");
        yield return Json("""
            { "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": { "name": "istiod" }, "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "istiod" },
              "subjects": [{ "kind": "ServiceAccount", "name": "istiod", "namespace": "istio-system" }] }
            """);
    }

    private static JsonObject Gateway(string name, string ns, string account)
    {
        var pod = Pod(name, ns, "gateway", account, "istio-proxy", """
            { "args": ["proxy", "router"], "env": [{ "name": "ISTIO_META_CLUSTER_ID", "value": "Kubernetes" }, { "name": "CA_ADDR", "value": "istiod.istio-system.svc:15012" }],
              "volumeMounts": [{ "name": "istio-token", "mountPath": "/var/run/secrets/tokens" }] }
            """);
        pod["spec"]!["volumes"] = JsonNode.Parse("""[{ "name": "istio-token", "projected": { "sources": [{ "serviceAccountToken": { "audience": "istio-ca", "expirationSeconds": 43200, "path": "istio-token" } }] } }]""");
        return pod;
    }

    private static JsonObject Pod(string name, string ns, string app, string account, string container, string more)
    {
        var spec = Json(more);
        (spec["name"], spec["image"]) = (container, $"docker.io/istio/{container}:1.29.0");
        var pod = Json($$"""{ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "{{name}}", "namespace": "{{ns}}", "labels": { "app": "{{app}}" } }, "spec": { "serviceAccountName": "{{account}}", "containers": [] } }""");
        pod["spec"]!["containers"]!.AsArray().Add(spec);
        return pod;
    }
}
