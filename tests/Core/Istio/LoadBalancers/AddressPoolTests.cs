using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.LoadBalancers.Addresses;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.LoadBalancers;

/// <summary>Pools are applied, and Services that wait for an address are explained.</summary>
public sealed class AddressPoolTests
{
    private static readonly ResourceKind Pool = new("metallb.io", "v1beta1", "ipaddresspools", "IPAddressPool"), Layer2 = new("metallb.io", "v1beta1", "l2advertisements", "L2Advertisement");

    private static readonly AddressPoolOptions Pool1 = new() { Name = "pool1", Addresses = ["10.10.50.75-10.10.50.90"] };

    [Test]
    public async Task A_pool_and_its_advertisement_are_made_once()
    {
        using var stage = new Stage();
        await stage.ApplyAsync([Pool1 with { Interfaces = ["eth0"] }]);
        var pool = await stage.GetAsync(Pool, "pool1");
        Assert.That(pool!["spec"]!.ToJsonString(), Is.EqualTo("""{"addresses":["10.10.50.75-10.10.50.90"],"autoAssign":true}"""));
        Assert.That((await stage.GetAsync(Layer2, "pool1"))!["spec"]!.ToJsonString(), Is.EqualTo("""{"ipAddressPools":["pool1"],"interfaces":["eth0"]}"""));
        Assert.That(stage.Note, Is.EqualTo("2 applied, 0 unchanged"));

        await stage.ApplyAsync([Pool1 with { Interfaces = ["eth0"] }]);
        Assert.That(stage.Journal.Changes, Is.Empty);
        Assert.That(stage.Note, Is.EqualTo("0 applied, 2 unchanged"));

        await stage.ApplyAsync([Pool1 with { OnRequest = true, Advertise = "none" }]);
        Assert.That(stage.Journal.Changes.Select(change => $"{change.Action} {change.Subject}"), Is.EqualTo(["update ipaddresspool/pool1 in metallb-system", "delete l2advertisement/pool1 in metallb-system"]));
        Assert.That(await stage.GetAsync(Layer2, "pool1"), Is.Null);
    }

    [Test]
    public async Task A_dry_run_changes_nothing()
    {
        using var stage = new Stage();
        await stage.ApplyAsync([Pool1], dryRun: DryRun.Server);
        Assert.That(await stage.GetAsync(Pool, "pool1"), Is.Null);
        Assert.That(stage.Note, Is.EqualTo("2 would be applied, 0 unchanged"));
    }

    [Test]
    public void Without_MetalLB_it_is_66_and_without_pools_78()
    {
        using var stage = new Stage(crds: "");
        Assert.That(async () => await stage.ApplyAsync([Pool1]), Fails.With(66, "serves no IPAddressPool of metallb.io"));
        Assert.That(async () => await stage.ApplyAsync([]), Fails.With(78, "no addressPools are configured"));
    }

    [Test]
    public void Ranges_that_are_none_are_named_all_at_once_before_anything_is_asked()
    {
        using var stage = new Stage(crds: "");
        Assert.That(async () => await stage.ApplyAsync([Pool1 with { Addresses = ["10.0.0.9-10.0.0.1", "10.0.0.0/24", "x"] }, Pool1 with { Name = "b", Addresses = [] }]),
            Fails.With(65, "addressPools[0].addresses[0] '10.0.0.9-10.0.0.1': it ends before it begins; addressPools[0].addresses[2] 'x': it is neither FIRST-LAST nor ADDRESS/BITS; addressPools[1].addresses is empty"));
    }

    [TestCase("10.10.50.80/28", "POL001", "10.10.50.80-10.10.50.95 and 10.10.50.75-10.10.50.90 of ipaddresspool/pool1 in metallb-system share 10.10.50.80-10.10.50.90")]
    [TestCase("10.20.0.10-10.20.0.20", "POL001", "of ipaddresspool/theirs in metallb-system share 10.20.0.15-10.20.0.20")]
    [TestCase("192.168.7.0/24", "POL002", "192.168.7.11 is the InternalIP of node node-1")]
    [TestCase("10.244.0.0/28", "POL003", "10.244.0.0-10.244.0.255, the pods of node node-1")]
    public void What_a_pool_collides_with_is_told_and_nothing_is_applied(string range, string code, string said)
    {
        using var stage = new Stage(Live("theirs", "10.20.0.15-10.20.0.30"));
        stage.Nodes("""{ "addresses": [{ "type": "InternalIP", "address": "192.168.7.11" }, { "type": "Hostname", "address": "node-1" }] }""", """{ "podCIDR": "10.244.0.0/24", "podCIDRs": ["10.244.0.0/24"] }""");
        Assert.That(async () => await stage.ApplyAsync([Pool1, new() { Name = "second", Addresses = [range] }]), Fails.With(79, said));
        Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Is.EqualTo([code]));
        Assert.That(stage.Journal.Changes, Is.Empty);
    }

    [Test]
    public void A_pool_that_drops_addresses_in_use_names_the_Services()
    {
        using var stage = new Stage(Live("pool1", "10.10.50.60-10.10.50.90") + Service("web"));
        stage.Status("web", "10.10.50.61");
        Assert.That(async () => await stage.ApplyAsync([Pool1]), Fails.With(79, "10.10.50.61 of service/web in beta"));
        Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Is.EqualTo(["POL004"]));
    }

    [TestCase("loadBalancerClass: other.io/lb,", "", "spec.loadBalancerClass is other.io/lb")]
    [TestCase("", "metallb.io/address-pool: pool9", "it asks for pool pool9, and there is none: there are pool1")]
    [TestCase("loadBalancerIP: 10.9.9.9,", "", "it asks for 10.9.9.9, which is in no pool")]
    [TestCase("", "metallb.universe.tf/loadBalancerIPs: 10.10.50.75", "it asks for 10.10.50.75, which service/first in beta has, and they have no sharing key")]
    [TestCase("loadBalancerIP: 10.10.50.75, externalTrafficPolicy: Local, selector: { app: other },", "metallb.io/allow-shared-ip: gw", "with externalTrafficPolicy Local only Services of the same selector")]
    [TestCase("loadBalancerIP: 10.10.50.75,", "metallb.io/allow-shared-ip: gw", "both use port 80/TCP")]
    [TestCase("ipFamilies: [IPv6],", "", "it needs an address of IPv6, and pool1 has none")]
    [TestCase("ipFamilies: [IPv4], ipFamilyPolicy: RequireDualStack,", "", "it needs an address of IPv6")]
    public async Task Why_a_Service_waits_is_told(string spec, string annotations, string why)
    {
        using var stage = new Stage(Service("first", annotations: "metallb.io/allow-shared-ip: gw") + Service("web", spec, annotations));
        stage.Status("first", "10.10.50.75");
        await stage.ApplyAsync([Pool1]);
        Assert.That(stage.Journal.Findings.Select(finding => $"{finding.Code} {finding.Severity} {finding.Subject}: {finding.Evidence}"), Has.One.StartsWith("POL005 Warning service/web in beta: ").And.One.Contains(why));
    }

    [Test]
    public async Task An_exhausted_pool_is_counted_and_one_on_request_gives_nothing_by_itself()
    {
        using var stage = new Stage(Service("first") + Service("web"));
        stage.Status("first", "10.10.50.75");
        await stage.ApplyAsync([Pool1 with { Addresses = ["10.10.50.75/32"] }]);
        Assert.That(stage.Journal.Findings.Single().Evidence, Does.StartWith("pool1 is exhausted: 1 of 1 addresses of IPv4 are in use"));

        await stage.ApplyAsync([Pool1 with { Addresses = ["10.10.50.75/32"], OnRequest = true }]);
        Assert.That(stage.Journal.Findings.Single().Evidence, Does.StartWith("no pool gives addresses by itself"));

        await stage.ApplyAsync([Pool1]);
        Assert.That(stage.Journal.Findings.Select(finding => (finding.Severity, finding.Evidence)), Is.EqualTo([(Severity.Info, "a pool has an address for it")]));
    }

    [Test]
    public async Task What_the_controller_said_is_quoted_and_other_pools_allocation_counts()
    {
        using var stage = new Stage(Service("web") + """
              - apiVersion: v1
                kind: Event
                metadata: { name: web.1, namespace: beta }
                involvedObject: { kind: Service, name: web, namespace: beta }
                reason: AllocationFailed
                message: "Failed to allocate IP for \"beta/web\":\nno available IPs"
                lastTimestamp: "2026-11-21T08:00:00Z"
              - apiVersion: metallb.io/v1beta1
                kind: IPAddressPool
                metadata: { name: pool1, namespace: metallb-system }
                spec: { addresses: [10.10.50.75-10.10.50.90], serviceAllocation: { namespaces: [prod] } }
            """);
        await stage.ApplyAsync([Pool1]);
        Assert.That(stage.Journal.Findings.Single().Evidence, Is.EqualTo("pools pool1 serve other namespaces or Services (spec.serviceAllocation); its last event: AllocationFailed: Failed to allocate IP for \"beta/web\": no available IPs"));
    }

    [Test]
    public async Task An_advertisement_of_others_is_told_and_left()
    {
        using var stage = new Stage("""
              - { apiVersion: metallb.io/v1beta1, kind: L2Advertisement, metadata: { name: all, namespace: metallb-system }, spec: {} }
            """);
        await stage.ApplyAsync([Pool1 with { Advertise = "bgp" }]);
        Assert.That(stage.Journal.Findings.Select(finding => finding.Code), Is.EqualTo(["POL006"]));
        Assert.That(await stage.GetAsync(Layer2, "all"), Is.Not.Null);
    }

    private static string Live(string name, string range) => $$"""

          - { apiVersion: metallb.io/v1beta1, kind: IPAddressPool, metadata: { name: {{name}}, namespace: metallb-system }, spec: { addresses: [{{range}}] } }

        """.Replace("\n          -", "\n  -", StringComparison.Ordinal);

    private static string Service(string name, string spec = "", string annotations = "") => $$"""

          - { apiVersion: v1, kind: Service, metadata: { name: {{name}}, namespace: beta, annotations: { {{annotations}} } }, spec: { type: LoadBalancer, {{spec}} ports: [{ port: 80 }] } }

        """.Replace("\n          -", "\n  -", StringComparison.Ordinal);

    private sealed class Stage : IClusterConnector, IDisposable
    {
        private readonly ManualTime time = new();
        private readonly InMemoryCluster cluster;

        public Stage(string objects = "", string? crds = null)
        {
            var text = new StringBuilder("contexts: [{ name: locust }]\ntimings: { step: 0s, controller: 0s }\nnodes: [{ name: node-1 }]\nobjects:\n  - { apiVersion: v1, kind: Namespace, metadata: { name: metallb-system } }\n");
            text.Append(crds ?? string.Concat(new[] { "IPAddressPool", "L2Advertisement", "BGPAdvertisement" }.Select(kind =>
                $"  - {{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {{ name: {kind.ToLowerInvariant()}s.metallb.io }}, spec: {{ group: metallb.io, scope: Namespaced, names: {{ kind: {kind}, plural: {kind.ToLowerInvariant()}s }}, versions: [{{ name: v1beta1, served: true, storage: true }}] }} }}\n")));
            cluster = new InMemoryCluster(Scenario.Parse(text.Append(objects.Replace("\n      ", "\n", StringComparison.Ordinal)).ToString()), time);
        }

        public RunJournal Journal { get; private set; } = null!;

        public string Note => Journal.Steps[^1].Note;

        public Task ApplyAsync(IReadOnlyList<AddressPoolOptions> pools, DryRun dryRun = DryRun.Off)
        {
            Journal = new RunJournal(time, new Secrets());
            Journal.BeginStep("Mesh.ApplyAddressPool");
            var tools = new Toolbox(new Lazy<IClusterConnector>(this), new(() => throw new InvalidOperationException("no helm here")), _ => throw new InvalidOperationException("no registry here"));
            return new AddressPoolApplication(tools, new ChangeGate(dryRun, Journal), Journal).RunAsync(new MeshOptions { Cluster = new() { Context = "locust" }, AddressPools = pools }, Severity.Error, default);
        }

        public Task<JsonObject?> GetAsync(ResourceKind kind, string name) => cluster.GetAsync(kind, "metallb-system", name, default);

        public void Status(string service, string address) => Change(ResourceKind.Service, "beta", service, item => item["status"] = JsonNode.Parse($$"""{ "loadBalancer": { "ingress": [{ "ip": "{{address}}" }] } }"""));

        public void Nodes(string status, string spec) => Change(ResourceKind.Node, null, "node-1", item =>
        {
            item["spec"] = JsonNode.Parse(spec);
            item.Child("status")!["addresses"] = JsonNode.Parse(status)!["addresses"]!.DeepClone();
        });

        public IReadOnlyList<string> ListContexts(string? kubeconfig) => ["locust"];

        public ICluster Connect(string? context, string? kubeconfig) => cluster;

        public void Dispose() => cluster.Dispose();

        private void Change(ResourceKind kind, string? ns, string name, Action<JsonObject> change)
        {
            lock (cluster.Api.Gate)
            {
                var item = (JsonObject)cluster.Api.Store.Get(kind, ns, name)!.DeepClone();
                change(item);
                cluster.Api.Control(kind, item);
            }
        }
    }
}
