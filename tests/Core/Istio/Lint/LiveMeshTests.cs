using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>What only a cluster can tell: the status of objects, Secrets by name, and that there is more than can be looked at.</summary>
public sealed class LiveMeshTests
{
    private const string Front = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: { name: front, namespace: infra }
        spec:
          listeners: [{ name: https, port: 443, protocol: HTTPS, allowedRoutes: { namespaces: { from: All } }, tls: { certificateRefs: [{ name: shop }] } }]
        status:
          conditions:
            - { type: Accepted, status: "True", reason: Accepted, observedGeneration: 1 }
            - { type: Programmed, status: "False", reason: AddressNotAssigned, message: waiting for an address., observedGeneration: 1 }
          listeners:
            - name: https
              conditions: [{ type: ResolvedRefs, status: "False", reason: InvalidCertificateRef, message: no Secret shop }, { type: Programmed, status: "False", reason: Invalid }]
            - name: gone
              conditions: [{ type: Accepted, status: "False", reason: Invalid, observedGeneration: 0 }]
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: { name: web, namespace: shop }
        spec: { parentRefs: [{ name: front, namespace: infra }] }
        status:
          parents:
            - parentRef: { name: front, sectionName: https }
              conditions: [{ type: Accepted, status: "False", reason: NotAllowedByListeners, message: "no listener\u001b[31m takes it" }]
        """;

    [Test]
    public async Task What_a_controller_refuses_is_told_with_its_reason_and_Secrets_are_asked_for_by_name()
    {
        using var mesh = new LintedMesh { Live = Front };
        Assert.That((await mesh.LintAsync())?.ExitCode, Is.EqualTo(ExitCode.FindingsFound));
        Assert.That(mesh.Journal.Findings.Select(finding => $"{finding.Code} {finding.Subject}: {finding.Evidence}"), Is.EqualTo(new[]
        {
            "GAP009 gateway/front in infra: there is no Secret shop in infra",
            "GAP014 gateway/front in infra: listener https: ResolvedRefs=False, reason InvalidCertificateRef: no Secret shop",
            "GAP015 gateway/front in infra: Programmed=False, reason AddressNotAssigned: waiting for an address",
            "GAP014 httproute/web in shop: at front, https: Accepted=False, reason NotAllowedByListeners: no listener takes it",
        }));
    }

    [Test]
    public async Task A_file_in_the_place_of_an_object_is_not_judged_by_the_objects_status()
    {
        using var mesh = new LintedMesh { Live = Front }.Add("front.yaml", """
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: { name: front, namespace: infra }
            spec: { listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }] }
            status: { conditions: [{ type: Accepted, status: "False", reason: Invalid }] }
            """).Add("web.yaml", """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: { name: web, namespace: shop }
            spec: { parentRefs: [{ name: front, namespace: infra }] }
            """);
        Assert.That(await mesh.LintAsync(failOn: Severity.Info), Is.Null);
        Assert.That(mesh.Found, Is.Empty);
    }

    [TestCase(20, true)]
    [TestCase(19, false)]
    public async Task A_cluster_is_read_up_to_the_limit_and_nothing_beyond_is_called_missing(int limit, bool isWhole)
    {
        using var mesh = new LintedMesh { Options = new() { Limit = limit }, Live = string.Join("\n---\n", Enumerable.Range(0, 20).Select(Service)) }.Add("route.yaml", """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: { name: web, namespace: shop }
            spec:
              rules:
                - backendRefs: [{ name: nobody, port: 80 }]
            """);
        var failure = await mesh.LintAsync();
        Assert.Multiple(() =>
        {
            Assert.That(failure?.ExitCode, isWhole ? Is.EqualTo(ExitCode.FindingsFound) : Is.Null);
            Assert.That(mesh.Found, Is.EqualTo(isWhole ? ["GAP005 route.yaml:6"] : Array.Empty<string>()));
            Assert.That(mesh.Report.Child("objects")!["Service"]!.GetValue<int>(), Is.EqualTo(limit));
            Assert.That(mesh.Notes.Contains("there are more than 19 Services, and those beyond were left out: raise lint.limit to have them judged: GAP005 in 1 place", StringComparison.Ordinal), Is.EqualTo(!isWhole));
            Assert.That(mesh.Ended.Status, Is.EqualTo(isWhole ? StepStatus.Executed : StepStatus.NotEvaluated));
        });
    }

    [Test]
    public async Task Of_a_hundred_thousand_objects_those_beyond_the_limit_are_never_asked_for()
    {
        var given = 0;
        IEnumerable<JsonObject> Pods()
        {
            for (var i = 0; i < 100_000; i++)
            {
                given++;
                yield return (JsonObject)JsonNode.Parse($$"""{ "metadata": { "name": "p{{i}}", "namespace": "shop" }, "spec": { "containers": [{ "name": "web" }] } }""")!;
            }
        }

        using var mesh = new LintedMesh { Options = new() { Limit = 500 }, Live = Service(0), More = (kind, _) => kind == ResourceKind.Pod ? Pods() : [] };
        Assert.That(await mesh.LintAsync(), Is.Null);
        Assert.That(given, Is.EqualTo(501));
        Assert.That(mesh.Report.Child("objects")!["Pod"]!.GetValue<int>(), Is.EqualTo(500));
    }

    private static string Service(int number) => $$"""
        apiVersion: v1
        kind: Service
        metadata: { name: s{{number}}, namespace: shop }
        spec: { ports: [{ name: http, port: 80 }] }
        """;
}
