using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;
using Mesh.Core.Reporting;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>The verb: what it reads, in the place of what, how it ends, and what the report has.</summary>
public sealed class MeshLintTests
{
    private const string Route = """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: web, namespace: shop }
        spec:
          hosts: [shop.example.com]
          gateways: [infra/ingress]
          http:
            - route:
                - destination: { host: web, subset: v2 }
        """;

    private const string Cluster = """
        apiVersion: v1
        kind: Service
        metadata: { name: web, namespace: shop }
        spec: { selector: { app: web }, ports: [{ name: http, port: 80 }] }
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: web, namespace: shop }
        spec: { host: web, subsets: [{ name: v1, labels: { app: web } }] }
        ---
        apiVersion: networking.istio.io/v1
        kind: Gateway
        metadata: { name: ingress, namespace: infra }
        spec: { selector: { istio: ingress }, servers: [{ hosts: [shop.example.com], port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: shop } }] }
        ---
        apiVersion: v1
        kind: Pod
        metadata: { name: ingress, namespace: infra, labels: { istio: ingress } }
        spec: { containers: [{ name: istio-proxy, image: proxyv2:1, args: [proxy, router], ports: [{ containerPort: 443 }] }] }
        ---
        apiVersion: v1
        kind: Pod
        metadata: { name: web, namespace: shop, labels: { app: web } }
        spec: { containers: [{ name: web, image: web:1 }] }
        """;

    [Test]
    public async Task Files_alone_are_not_held_against_what_nobody_looked_at_and_it_is_said()
    {
        using var mesh = new LintedMesh().Add("web.yaml", Route);
        Assert.That(await mesh.LintAsync(), Is.Null);
        Assert.Multiple(() =>
        {
            Assert.That(mesh.Found, Is.Empty);
            Assert.That(mesh.Report.Elements("notEvaluated").Select(line => (string?)line), Is.EquivalentTo(new[] { "not all DestinationRules were looked at: VSV009 in 1 place", "not all Services were looked at: VSV010 in 1 place", "not all Gateways were looked at: VSV015 in 1 place" }));
            Assert.That(mesh.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
        });
    }

    [Test]
    public async Task Files_that_are_all_there_is_miss_what_they_do_not_hold()
    {
        using var mesh = new LintedMesh { Options = new() { Complete = true } }.Add("web.yaml", Route);
        var failure = await mesh.LintAsync();
        Assert.Multiple(() =>
        {
            Assert.That(failure?.ExitCode, Is.EqualTo(ExitCode.FindingsFound));
            Assert.That(mesh.Found, Is.EqualTo(new[] { "VSV015 web.yaml:6", "VSV009 web.yaml:9", "VSV010 web.yaml:9" }));
            Assert.That(failure?.Reason, Does.Contain("the first VSV015 at web.yaml:6"));
        });
    }

    [Test]
    public async Task A_file_is_held_against_the_cluster_and_takes_the_place_of_the_object_there()
    {
        using var mesh = new LintedMesh { Live = Cluster }.Add("web.yaml", Route);
        Assert.That((await mesh.LintAsync())?.ExitCode, Is.EqualTo(ExitCode.FindingsFound));
        Assert.That(mesh.Found, Is.EqualTo(new[] { "VSV009 web.yaml:9", "GWY001 gateway/ingress in infra" }));

        using var mended = new LintedMesh { Live = Cluster }.Add("web.yaml", Route).Add("rule.yaml", """
            apiVersion: networking.istio.io/v1beta1
            kind: DestinationRule
            metadata: { name: web, namespace: shop }
            spec: { host: web, subsets: [{ name: v2, labels: { app: web } }] }
            """).Add("secret.yaml", """
            apiVersion: v1
            kind: Secret
            metadata: { name: shop, namespace: infra }
            data: { tls.crt: "", tls.key: "" }
            """);
        await mended.LintAsync();
        Assert.That(mended.Found, Is.EqualTo(new[] { "API001 rule.yaml:1" }));
        Assert.That(mended.Report.Child("objects")!["DestinationRule.networking.istio.io"]!.GetValue<int>(), Is.EqualTo(1));
    }

    [Test]
    public async Task Of_a_Secret_in_the_cluster_not_one_value_is_kept()
    {
        using var mesh = new LintedMesh
        {
            Live = Cluster + """

                ---
                apiVersion: v1
                kind: Secret
                metadata: { name: shop, namespace: infra }
                type: Opaque
                data: { tls.crt: SEVSRS1JUy1USEUtQ0VSVA==, key: SEVSRS1JUy1USEUtS0VZ }
                """,
        };
        await mesh.LintAsync();
        Assert.That(mesh.Journal.Findings.Single().Evidence, Is.EqualTo("secret/shop in infra of type Opaque has key, tls.crt, and neither tls.crt with tls.key nor cert with key"));
        Assert.That(mesh.Report.ToJsonString(), Does.Not.Contain("SEVSRS1J"));
    }

    [Test]
    public async Task What_may_not_be_listed_is_not_evaluated_and_nothing_is_called_missing_for_it()
    {
        using var mesh = new LintedMesh { Live = Cluster, Forbidden = ["destinationrules", "secrets"] }.Add("web.yaml", Route);
        Assert.That(await mesh.LintAsync(), Is.Null);
        Assert.Multiple(() =>
        {
            Assert.That(mesh.Found, Is.Empty);
            Assert.That(mesh.Notes, Does.Contain("DestinationRules cannot be listed").And.Contain("VSV009 in 1 place").And.Contain("GWY001 in 1 place"));
            Assert.That(mesh.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
        });
    }

    [Test]
    public async Task A_context_is_left_alone_offline_and_asked_for_live()
    {
        using var offline = new LintedMesh { Live = Cluster }.Add("web.yaml", Route);
        await offline.LintAsync(new LintRequest { WorkingDirectory = "", Paths = ["web.yaml"], Offline = true });
        Assert.That(offline.Report["cluster"], Is.Null);
        using var live = new LintedMesh().Add("web.yaml", Route);
        Assert.That((await live.LintAsync(new LintRequest { WorkingDirectory = "", Paths = ["web.yaml"], Live = true }))?.ExitCode, Is.EqualTo(ExitCode.Configuration));
        Assert.That((await live.LintAsync(new LintRequest { WorkingDirectory = "", Live = true, Offline = true }))?.ExitCode, Is.EqualTo(ExitCode.Usage));
    }

    [Test]
    public async Task The_standard_input_is_read_and_has_lines_in_the_report()
    {
        using var mesh = new LintedMesh { Input = Route.Replace("- destination: { host: web, subset: v2 }", "- { destination: { host: web }, weight: 3 }", StringComparison.Ordinal) };
        await mesh.LintAsync(new LintRequest { WorkingDirectory = "", Paths = ["-"] }, Severity.Warning);
        Assert.That(mesh.Found, Is.EqualTo(new[] { "VSV004 virtualservice/web in shop (standard input)" }));
        Assert.That(mesh.Report.Items("findings").Single().Number("line"), Is.EqualTo(9));
    }

    [Test]
    public async Task The_report_has_field_page_and_the_codes_of_other_tools()
    {
        using var mesh = new LintedMesh { Options = new() { Complete = true } }.Add("web.yaml", Route);
        await mesh.LintAsync();
        var finding = mesh.Report.Items("findings").Single(item => item.Text("code") == "VSV009");
        Assert.That(finding.ToJsonString(), Is.EqualTo("""{"code":"VSV009","severity":"Error","object":"virtualservice/web in shop","field":"spec.http[0].route[0].destination.subset","origin":"web.yaml","file":"web.yaml","line":9,"evidence":"there is no DestinationRule of web.shop.svc.cluster.local","page":"docs/findings/VSV009.md","overlaps":["IST0101","KIA1107"]}"""));
    }

    [Test]
    public async Task The_sarif_points_at_the_line_and_tags_the_rule_with_the_codes_of_other_tools()
    {
        using var mesh = new LintedMesh { Options = new() { Complete = true } }.Add("deploy/web.yaml", Route);
        await mesh.LintAsync();
        SarifReport.Write(mesh.Root, mesh.Journal);
        var run = JsonNode.Parse(File.ReadAllText(Path.Combine(mesh.Root, SarifReport.FileName))).Items("runs").Single();
        var result = run.Items("results").Single(item => item.Text("ruleId") == "VSV009");
        var place = result.Items("locations").Single().Child("physicalLocation");
        Assert.That((place.Text("artifactLocation", "uri"), place.Number("region", "startLine")), Is.EqualTo(("deploy/web.yaml", 9L)));
        Assert.That(run.At("tool", "driver").Items("rules").Single(rule => rule.Text("id") == "VSV009").Elements("properties", "tags").Select(tag => (string?)tag), Is.EqualTo(new[] { "IST0101", "KIA1107" }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Charts_are_rendered_and_judged_and_a_file_takes_the_place_of_what_they_bring(bool withFile)
    {
        using var mesh = new LintedMesh
        {
            Charts = [new ScenarioChart { Chart = "sandbox/web", Values = new JsonObject { ["share"] = 40 }, Manifests = [Json("""{ "apiVersion": "networking.istio.io/v1", "kind": "VirtualService", "metadata": { "name": "web" }, "spec": { "hosts": ["web"], "http": [{ "route": [{ "destination": { "host": "a.b.c" }, "weight": "${values.share}" }, { "destination": { "host": "a.b.d" }, "weight": 50 }] }] } }""")] }],
            Releases = [new ReleaseOptions { Name = "web", Chart = "sandbox/web", Namespace = "shop" }],
        };
        if (withFile)
        {
            mesh.Add("web.yaml", Route.Replace(", subset: v2", "", StringComparison.Ordinal));
        }

        await mesh.LintAsync(new LintRequest { WorkingDirectory = "", Paths = withFile ? ["."] : [] });

        Assert.That(mesh.Found, Is.EqualTo(withFile ? Array.Empty<string>() : ["VSV001 virtualservice/web in shop (release web)"]));
        Assert.That(mesh.Report.Number("charts"), Is.EqualTo(1));
    }

    [Test]
    public async Task Gateways_of_mesh_yaml_are_judged_with_the_pods_and_Services_of_their_charts()
    {
        using var mesh = new LintedMesh
        {
            Charts = [new ScenarioChart { Chart = "sandbox/gateway", Manifests =
            [
                Json("""{ "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "ingress" }, "spec": { "selector": { "matchLabels": { "istio": "ingress" } }, "template": { "metadata": { "labels": { "istio": "ingress" } }, "spec": { "containers": [{ "name": "istio-proxy", "image": "auto" }] } } } }"""),
                Json("""{ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "ingress" }, "spec": { "selector": { "istio": "ingress" }, "ports": [{ "name": "http2", "port": 80 }] } }"""),
            ] }],
            Istio = new() { Gateways = [new GatewayOptions { Name = "ingress", Namespace = "infra", Chart = "sandbox/gateway", Hosts = ["a.example.com"], Ports = [new GatewayPortOptions { Port = 8000 }] }] },
        };
        await mesh.LintAsync(new LintRequest { WorkingDirectory = "" });
        Assert.That(mesh.Found, Is.EqualTo(new[] { "GWY007 gateway/ingress in infra (gateway ingress of mesh.yaml)" }));
    }

    [TestCase("nothing.yaml", ExitCode.NoInput, "there is no file or folder nothing.yaml")]
    [TestCase("empty", ExitCode.NoInput, "there is no object of Kubernetes")]
    public async Task Input_that_is_not_there_ends_with_66(string path, int code, string reason)
    {
        using var mesh = new LintedMesh().Add("empty/values.yaml", "a: b\n");
        var failure = await mesh.LintAsync(new LintRequest { WorkingDirectory = "", Paths = [path] });
        Assert.That(failure?.ExitCode, Is.EqualTo(code));
        Assert.That(failure?.Reason, Does.StartWith(reason));
    }

    [Test]
    public async Task Without_anything_to_look_at_it_says_so()
    {
        using var mesh = new LintedMesh();
        var failure = await mesh.LintAsync(new LintRequest { WorkingDirectory = "" });
        Assert.That(failure?.ExitCode, Is.EqualTo(ExitCode.NoInput));
        Assert.That(failure?.Reason, Does.Contain("no path, no release and no cluster"));
    }

    [Test]
    public async Task Warnings_end_a_run_only_where_they_are_asked_to()
    {
        const string lone = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec:\n  hosts: [a]\n  http: [{ route: [{ destination: { host: a.b.c }, weight: 1 }] }]\n";
        using var mesh = new LintedMesh().Add("a.yaml", lone);
        Assert.That(await mesh.LintAsync(), Is.Null);
        Assert.That((await mesh.LintAsync(failOn: Severity.Warning))?.ExitCode, Is.EqualTo(ExitCode.FindingsFound));
        Assert.That(mesh.Journal.Findings[0].Subject, Is.EqualTo("virtualservice/a in default"));
    }

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
