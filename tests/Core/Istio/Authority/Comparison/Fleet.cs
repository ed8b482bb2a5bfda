using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Certificates;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Certificates.Judging;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Authority.Comparison;

/// <summary>Several clusters in memory, each with a server of its own, and what a comparison of them tells.</summary>
internal sealed class Fleet : IClusterConnector, IJournalListener, IDisposable
{
    public static readonly string[] Namespaces = ["beta", "default", "istio-system", "kube-system"];

    private readonly List<string> notes = [];
    private readonly SandboxClusterConnector sandbox;

    public Fleet(params ScenarioContext[] contexts)
    {
        var time = new ManualTime(TestAuthority.Now);
        Journal = new RunJournal(time, new Secrets());
        sandbox = new SandboxClusterConnector(new Scenario
        {
            Contexts = contexts,
            Objects =
            [
                .. new[] { "istio-system", "beta" }.Select(name => Object("v1", "Namespace", null, name)),
                Json("""{ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "istiod-1", "namespace": "istio-system", "labels": { "app": "istiod" } }, "spec": { "containers": [{ "name": "discovery", "image": "docker.io/istio/pilot:1.29.0" }] } }"""),
            ],
        }, time, Journal);
        Journal.Listen(this);
        Journal.BeginStep("Mesh.CompareRoots");
        Tools = new Toolbox(new Lazy<IClusterConnector>(this), new Lazy<IHelm>(() => throw new NotSupportedException()), _ => throw new NotSupportedException());
        Options = new() { Clusters = [.. contexts.Select(context => new FleetClusterOptions { Name = context.Name, Context = context.Name })] };
        Time = time;
    }

    public Fleet(params string[] names)
        : this([.. names.Select(name => new ScenarioContext { Name = name, Server = $"https://{name}.invalid" })])
    {
    }

    public ManualTime Time { get; }

    public RunJournal Journal { get; }

    public Toolbox Tools { get; }

    public MeshOptions Options { get; set; }

    /// <summary>What stands between a cluster and those who ask it, by context.</summary>
    public Dictionary<string, Func<ICluster, ICluster>> Between { get; } = [];

    public string Notes => string.Join('\n', notes);

    public IEnumerable<string> Found => Journal.Findings.Select(finding => $"{finding.Code} {finding.Subject}");

    public JsonObject Report => (JsonObject)Journal.Results.Single(result => result.Name == "roots").Value;

    /// <summary>Each cell as from→to and whether it is accepted.</summary>
    public IEnumerable<string> Cells => Report.Items("matrix").Select(cell => $"{cell.Text("from")}→{cell.Text("to")} {cell.Flag("accepted")?.ToString() ?? "unknown"}");

    public Step Ended
    {
        get
        {
            Journal.EndStep(StepStatus.Executed);
            return Journal.Steps[^1];
        }
    }

    /// <summary>A CA below a root; it trusts that root, and those that are named besides.</summary>
    public static TestBundle Authority(TestAuthority root, string name, params TestAuthority[] trusted)
    {
        var bundle = new TestBundle { Root = root, Signing = TestAuthority.Make($"Intermediate CA, L={name}", root) };
        return bundle.With("ca-cert.pem", bundle.Signing.Pem).With("ca-key.pem", bundle.Signing.KeyPem).With("cert-chain.pem", bundle.Signing.Pem + root.Pem)
            .With("root-cert.pem", string.Concat(trusted.Prepend(root).Select(one => one.Pem)));
    }

    /// <summary>Gives a cluster this CA, and has all its namespaces told of it.</summary>
    public async Task<Fleet> InstallAsync(string cluster, TestBundle bundle, string secret = "cacerts")
    {
        await SecretAsync(cluster, secret, bundle.Files);
        var trust = Encoding.UTF8.GetString(bundle.Files.GetValueOrDefault("root-cert.pem") ?? bundle.Files["ca-cert.pem"]);
        foreach (var ns in Namespaces)
        {
            await TellAsync(cluster, ns, trust);
        }

        return this;
    }

    public Task SecretAsync(string cluster, string name, IReadOnlyDictionary<string, byte[]> files)
    {
        var secret = Object("v1", "Secret", "istio-system", name);
        secret["data"] = new JsonObject(files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)Convert.ToBase64String(file.Value))));
        return PutAsync(cluster, secret);
    }

    public Task TellAsync(string cluster, string ns, string pem) => ConfigMapAsync(cluster, ns, "istio-ca-root-cert", "root-cert.pem", pem);

    public Task ConfigMapAsync(string cluster, string ns, string name, string key, string text)
    {
        var map = Object("v1", "ConfigMap", ns, name);
        map["data"] = new JsonObject { [key] = text };
        return PutAsync(cluster, map);
    }

    public Task WebhookAsync(string cluster, string name, string pem, string kind = "MutatingWebhookConfiguration", string ns = "istio-system")
    {
        var item = Object("admissionregistration.k8s.io/v1", kind, null, name);
        item["webhooks"] = new JsonArray(new JsonObject
        {
            ["name"] = "rev.namespace.sidecar-injector.istio.io", ["sideEffects"] = "None", ["admissionReviewVersions"] = new JsonArray("v1"),
            // It matches nothing, so that nobody asks it.
            ["rules"] = new JsonArray(),
            ["clientConfig"] = new JsonObject { ["service"] = new JsonObject { ["name"] = "istiod", ["namespace"] = ns }, ["caBundle"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(pem)) },
        });
        return PutAsync(cluster, item);
    }

    public async Task PutAsync(string cluster, JsonObject item)
    {
        // The owner of the cluster, whatever its users may do.
        var owner = sandbox.Connect(cluster, null);
        var kind = (await owner.FindKindAsync(item.Text("apiVersion")!, item.Text("kind")!, default))!;
        await owner.ApplyAsync(kind, item, dryRun: false, force: true, default);
    }

    public async Task<Fleet> CompareAsync(bool askProxies = false, params string[] dumps)
    {
        await new RootComparison(Tools, Journal, Time).RunAsync(Options, TestContext.CurrentContext.WorkDirectory, dumps, askProxies, default);
        return this;
    }

    public async Task<Fleet> VerifyAsync(string? also = null)
    {
        await new LiveVerification(Tools, new CaVerification(Journal, Time), Journal, Time).RunAsync(Options, also, default);
        return this;
    }

    public ICluster Connect(string? context, string? kubeconfig) => Between.GetValueOrDefault(context!, cluster => cluster)(sandbox.Connect(context, kubeconfig));

    public IReadOnlyList<string> ListContexts(string? kubeconfig) => sandbox.ListContexts(kubeconfig);

    public void OnNote(string text) => notes.Add(text);

    public void Dispose() => sandbox.Dispose();

    public static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;

    private static JsonObject Object(string apiVersion, string kind, string? ns, string name)
    {
        var metadata = new JsonObject { ["name"] = name };
        if (ns is not null)
        {
            metadata["namespace"] = ns;
        }

        return new() { ["apiVersion"] = apiVersion, ["kind"] = kind, ["metadata"] = metadata };
    }
}
