using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Processes;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Backup;

/// <summary>A control plane of one's own with CRDs of Istio and the Gateway API and many objects of them, and the host that keeps, restores and removes them.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class MeshOnServer : IAsyncDisposable
{
    public const int ObjectCount = 252;

    private static readonly string[] Namespaces = ["alpha", "beta", "gamma", "delta", "istio-system"];

    private static readonly (string Group, string Plural, string Kind, bool Namespaced, string[] Versions)[] Kinds =
    [
        ("networking.istio.io", "virtualservices", "VirtualService", true, ["v1", "v1beta1", "v1alpha3"]),
        ("networking.istio.io", "destinationrules", "DestinationRule", true, ["v1beta1", "v1"]),
        ("networking.istio.io", "envoyfilters", "EnvoyFilter", true, ["v1alpha3"]),
        ("security.istio.io", "authorizationpolicies", "AuthorizationPolicy", true, ["v1", "v1beta1"]),
        ("telemetry.istio.io", "telemetries", "Telemetry", true, ["v1"]),
        ("gateway.networking.k8s.io", "httproutes", "HTTPRoute", true, ["v1", "v1beta1"]),
        ("gateway.networking.k8s.io", "gatewayclasses", "GatewayClass", false, ["v1"]),
    ];

    private readonly Bench bench = new();
    private readonly string config;

    private MeshOnServer(ControlPlane plane)
    {
        Plane = plane;
        Tool("exit 99");
        config = bench.Write("mesh.yaml", $$"""
            cluster: { context: mesh-test, kubeconfig: '{{plane.AdminKubeconfig}}' }
            istio: { backup: {{bench.RelativeFolder}}/backups }
            """);
        Cluster = new ClusterConnector(new NoPlugins(), new RunJournal(TimeProvider.System, new Secrets()), TimeProvider.System).Connect("mesh-test", plane.AdminKubeconfig);
    }

    public ControlPlane Plane { get; }

    public ICluster Cluster { get; }

    public string Folder => bench.Folder;

    public string Backups => Path.Combine(bench.Folder, "backups");

    public string Report => bench.Report;

    public static async Task<MeshOnServer> OpenAsync() => new(await Require.Available(ControlPlane.StartAsync(controllers: false)));

    /// <summary>Stands in for helm: without releases, or as the script says.</summary>
    public void Tool(string more) => bench.Tool("helm", $$"""
        case "$1" in
          version) printf v3.10.1 ;;
          list) printf '%s' '[{"name":"istiod","namespace":"istio-system","revision":"1","updated":"","status":"deployed","chart":"istiod-1.28.0","app_version":"1.28.0"}]' ;;
          get) case "$*" in *values*) [ -e '{{bench.Folder}}/slow' ] && exec sleep 120; printf '{"pilot":{"resources":{} } }' ;; *) exit 98 ;; esac ;;
          *) {{more}} ;;
        esac
        """);

    /// <summary>The real helm.</summary>
    public async Task<string> HelmAsync()
    {
        var helm = await Require.Available(ControlPlane.HelmAsync());
        bench.Tool("helm", $"exec '{helm}' \"$@\"");
        bench.Set("HOME", bench.Folder);
        return helm;
    }

    public string Write(string name, string text) => bench.Write(name, text);

    public Task<Outcome> RunAsync(string target, params string[] arguments) => bench.RunAsync(Host.Compiled, ["--target", target, .. arguments, "--config", config]);

    public Process Start(string target, params string[] arguments) => bench.Start(Host.Compiled, ["--target", target, .. arguments, "--config", config]);

    public async Task SucceedAsync(string target, params string[] arguments)
    {
        var outcome = await RunAsync(target, arguments);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
    }

    /// <summary>Makes the CRDs, and waits until their kinds are served.</summary>
    public async Task DefineAsync()
    {
        foreach (var ns in Namespaces)
        {
            await Cluster.ApplyAsync(ResourceKind.Namespace, Json($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{ns}}","labels":{"team":"{{ns}}"} } }"""), false, true, default);
        }

        foreach (var kind in Kinds)
        {
            var versions = string.Join(',', kind.Versions.Select((version, i) => $$"""{"name":"{{version}}","served":true,"storage":{{(i == 0 ? "true" : "false")}},"subresources":{"status":{} },"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":{"type":"object","x-kubernetes-preserve-unknown-fields":true},"status":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } } } }"""));
            await Cluster.CreateAsync(ResourceKind.CustomResourceDefinition, Json($$"""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"{{kind.Plural}}.{{kind.Group}}","annotations":{"api-approved.kubernetes.io":"unapproved, experimental-only"} },
                 "spec":{"group":"{{kind.Group}}","scope":"{{(kind.Namespaced ? "Namespaced" : "Cluster")}}","names":{"plural":"{{kind.Plural}}","singular":"{{kind.Kind.ToLowerInvariant()}}","kind":"{{kind.Kind}}","listKind":"{{kind.Kind}}List"},"versions":[{{versions}}]} }
                """), false, default);
        }

        while ((await ServedKinds.ListAsync(Cluster, group => Kinds.Any(kind => kind.Group == group), default)).Count < Kinds.Sum(kind => kind.Versions.Length))
        {
            await Task.Delay(50);
        }
    }

    /// <summary>Makes objects of every kind in every namespace, with what people put into them, and a status.</summary>
    public async Task FillAsync()
    {
        var bodies = new List<(ResourceKind Kind, JsonObject Body)>();
        foreach (var kind in Kinds)
        {
            var resource = new ResourceKind(kind.Group, kind.Versions[^1], kind.Plural, kind.Kind, kind.Namespaced);
            foreach (var ns in kind.Namespaced ? Namespaces : [""])
            {
                for (var i = 0; i < (kind.Namespaced ? 8 : 12); i++)
                {
                    bodies.Add((resource, Json($$"""
                        {"apiVersion":"{{resource.ApiVersion}}","kind":"{{kind.Kind}}","metadata":{"name":"{{kind.Kind.ToLowerInvariant()}}-{{i}}"{{(kind.Namespaced ? $",\"namespace\":\"{ns}\"" : "")}},"labels":{"n":"{{i}}"},
                          "annotations":{"kubectl.kubernetes.io/last-applied-configuration":"{}","note":"ünï ~/ \"quoted\" {{i}}"} },
                         "spec":{"nothing":null,"weight":{{i}},"share":0.5,"big":9007199254740993,"text":"a\nb\n","hosts":["h{{i}}.{{ns}}"],"yes":"no","deep":{"a":{"b":[{"c":[]},{}]} } } }
                        """)));
                }
            }
        }

        Assert.That(bodies, Has.Count.EqualTo(ObjectCount));
        await Parallel.ForEachAsync(bodies, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (item, token) => await Cluster.CreateAsync(item.Kind, item.Body, false, token));
    }

    /// <summary>Every object as it is, in its first version, without what the server adds.</summary>
    public async Task<Dictionary<string, string>> ObjectsAsync()
    {
        var found = new Dictionary<string, string>();
        foreach (var kind in Kinds)
        {
            var resource = new ResourceKind(kind.Group, kind.Versions[0], kind.Plural, kind.Kind, kind.Namespaced);
            await foreach (var item in Cluster.ListAsync(resource, new ListQuery(), default))
            {
                var metadata = (JsonObject)item["metadata"]!;
                foreach (var field in new[] { "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink" })
                {
                    metadata.Remove(field);
                }

                ((JsonObject)metadata["annotations"]!).Remove("kubectl.kubernetes.io/last-applied-configuration");
                item.Remove("status");
                found[$"{kind.Plural}.{kind.Group} {(string?)metadata["namespace"]} {(string?)metadata["name"]}"] = item.ToJsonString();
            }
        }

        return found;
    }

    /// <summary>Deletes all CRDs, and waits until they are gone.</summary>
    public async Task WipeAsync()
    {
        foreach (var kind in Kinds)
        {
            await Cluster.DeleteAsync(ResourceKind.CustomResourceDefinition, null, $"{kind.Plural}.{kind.Group}", false, default);
        }

        foreach (var kind in Kinds)
        {
            while (await Cluster.GetAsync(ResourceKind.CustomResourceDefinition, null, $"{kind.Plural}.{kind.Group}", default) is not null)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Every file of a backup but its manifest.</summary>
    public static Dictionary<string, string> Files(string backup) => Directory.GetFiles(backup, "*.json", SearchOption.AllDirectories)
        .Where(file => Path.GetFileName(file) != "manifest.json").ToDictionary(file => Path.GetRelativePath(backup, file), File.ReadAllText);

    public string Newest() => Directory.GetDirectories(Backups).Order(StringComparer.Ordinal).Last();

    public async ValueTask DisposeAsync()
    {
        await Plane.DisposeAsync();
        bench.Dispose();
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private sealed class NoPlugins : ICommandRunner
    {
        public Task<Core.Processes.CommandResult> RunAsync(Core.Processes.Command command, CancellationToken cancellation) => throw new InvalidOperationException($"{command.Executable} is not to be run here");
    }
}
