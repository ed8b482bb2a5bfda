using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint;
using Mesh.Core.Istio.Lint.Inputs;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Lint.Suppressions;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Tests.Istio.Lint;

/// <summary>Input that nobody means well with, and very much of it.</summary>
public sealed class HostileManifestTests
{
    [TestCase("a: [", "LNT003")]
    [TestCase("a: *nothing", "LNT003")]
    [TestCase("a\0b", "LNT003")]
    [TestCase("{{ if .Values.a }}\na: [\n{{ end }}", "")]
    [TestCase("", "")]
    [TestCase("# nothing", "")]
    [TestCase("just text", "")]
    [TestCase("[1, 2, 3]", "")]
    [TestCase("apiVersion: v1\nkind: Service", "")]
    [TestCase("apiVersion: [v1]\nkind: {a: b}\nmetadata: []", "")]
    [TestCase("apiVersion: v1\nkind: List\nitems: nothing", "")]
    public void A_text_is_read_or_refused_with_one_finding(string text, string code)
    {
        var (objects, fault) = ManifestText.Read(text, new(OriginKind.File, "a.yaml"), "default");
        Assert.That(objects, Is.Empty);
        Assert.That(fault?.Code ?? "", Is.EqualTo(code));
        Assert.That(fault?.Line, Is.EqualTo(code.Length == 0 ? null : 1).Or.GreaterThan(0));
    }

    [Test]
    public void Aliases_of_aliases_are_refused_before_they_are_written_out()
    {
        var bomb = new StringBuilder("apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\nx0: &x0 [a,a,a,a,a,a,a,a,a,a]\n");
        for (var i = 1; i < 20; i++)
        {
            bomb.Append(System.Globalization.CultureInfo.InvariantCulture, $"x{i}: &x{i} [{string.Join(',', Enumerable.Repeat($"*x{i - 1}", 10))}]\n");
        }

        Assert.That(ManifestText.Read(bomb.ToString(), new(OriginKind.File, "a.yaml"), "default").Fault?.Code, Is.EqualTo("LNT003"));
    }

    // Whatever stands in a field, a rule reads past it.
    private static readonly string[] Values = ["null", "1", "-1", "1.5", "true", "text", "\"\"", "[]", "{}", "[null]", "[[[]]]", "[{}]", "[{ host: 1 }]", "{ a: [] }", "\"\\x1b[31m\"", "99999999999999999999999"];

    [TestCaseSource(nameof(Values))]
    public void No_value_of_any_field_of_any_kind_stops_a_rule(string value)
    {
        foreach (var name in CaseFile.Names)
        {
            var text = CaseFile.Text(name);
            foreach (var spoilt in Spoilt(text.Split('\n'), value))
            {
                var (objects, _) = ManifestText.Read(spoilt, new(OriginKind.File, "a.yaml"), "default");
                Assert.DoesNotThrow(() => LintRules.Look(new MeshSet(objects, new Coverage(true)), TimeProvider.System), spoilt);
            }
        }
    }

    [TestCaseSource(nameof(Values))]
    public void No_value_of_any_node_of_an_object_stops_a_rule(string value)
    {
        foreach (var objects in CaseFile.Names.Select(name => ManifestText.Read(CaseFile.Text(name), new(OriginKind.File, "a.yaml"), "default").Objects))
        {
            foreach (var (one, index) in objects.Select((one, index) => (one, index)))
            {
                // Some of them, as above.
                for (var place = (value.Length + index) % 31; place < Places(one.Body).Count(); place += 31)
                {
                    var spoilt = one.Body.DeepClone().AsObject();
                    Places(spoilt).ElementAt(place)(YamlDocuments.Parse(value, "a value") is [{ } node, ..] ? node.DeepClone() : null);
                    var all = objects.Where(other => other != one).Append(new MeshObject(spoilt, "default", new(OriginKind.Cluster, "locust")));
                    Assert.DoesNotThrow(() => LintReport.Findings(new MeshSet(all, new Coverage(true)), new(new(true)), Outcome(new MeshSet(all, new Coverage(true)))), spoilt.ToJsonString());
                }
            }
        }
    }

    [Test]
    public void What_steers_a_terminal_does_not_reach_a_finding()
    {
        var text = "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: \"a\\e[31m\\nb\" }\nspec: { hosts: [a], http: [{ route: [{ destination: { host: \"c\\e]0;x\\a\" }, weight: 7 }], timeout: \"" + new string('x', 100_000) + "\\e[2J\" }] }";
        foreach (var finding in CaseFile.Find("# complete\n" + text))
        {
            Assert.That((finding.Subject + finding.Evidence + finding.Remedy).Where(char.IsControl), Is.Empty);
            Assert.That(finding.Evidence, Has.Length.LessThanOrEqualTo(500));
        }
    }

    [Test]
    public void Five_thousand_objects_are_judged_each_by_itself()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 1250; i++)
        {
            text.Append(Some(i));
        }

        var mesh = CaseFile.Set(text.ToString(), new Coverage(true));
        Assert.That(mesh.Objects, Has.Count.EqualTo(5000));
        var remarks = CaseFile.Look(mesh);
        Assert.That(remarks.Hits.Select(hit => hit.Kind.Code).Distinct(), Is.EquivalentTo(new[] { "VSV001" }));
        Assert.That(remarks.Hits, Has.Count.EqualTo(125));
    }

    [Test]
    public void Thousands_of_routes_and_as_many_claims_of_one_host_are_no_conflict()
    {
        var text = new StringBuilder("apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: a }\nspec:\n  hosts: [a]\n  http:\n");
        for (var i = 0; i < 5_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"    - {{ match: [{{ uri: {{ prefix: /p{i}/ }} }}], route: [{{ destination: {{ host: a.b.c }} }}] }}\n");
        }

        for (var i = 0; i < 5_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {{ name: v, namespace: n{i} }}\nspec: {{ hosts: [one.example.com], exportTo: [\".\"], http: [{{ route: [{{ destination: {{ host: a.b.c }} }}] }}] }}\n");
        }

        var mesh = CaseFile.Set(text.ToString());
        Assert.That(CaseFile.Look(mesh).Hits, Is.Empty);
    }

    [Test]
    public void Thousands_of_routes_of_one_Gateway_are_judged_each_by_itself()
    {
        var text = new StringBuilder("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: front, namespace: infra }\nspec:\n  listeners:\n");
        for (var i = 0; i < 64; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"    - {{ name: l{i}, port: 80, protocol: HTTP, hostname: h{i}.example.com, allowedRoutes: {{ namespaces: {{ from: All }} }} }}\n");
        }

        for (var i = 0; i < 3_000; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{ name: r, namespace: n{i} }}\nspec:\n  parentRefs: [{{ name: front, namespace: infra }}, {{ name: nobody{i} }}]\n  hostnames: [h{i}.example.com]\n  rules: [{{ backendRefs: [{{ name: web, namespace: shop, port: 80 }}] }}]\n");
        }

        Assert.That(CaseFile.Look(CaseFile.Set(text.ToString(), new Coverage(true))).Hits.GroupBy(hit => hit.Kind.Code).Select(group => $"{group.Key} {group.Count()}"), Is.EquivalentTo(new[] { "GAP001 3000", "GAP004 2936", "GAP007 3000" }));
    }

    private static LintOutcome Outcome(MeshSet mesh) => Allowances.Apply(mesh, [], LintRules.Look(mesh, TimeProvider.System));

    private static IEnumerable<Action<JsonNode?>> Places(JsonNode node) => node switch
    {
        JsonObject map => map.ToList().SelectMany(member => (member.Value is null ? [] : Places(member.Value)).Prepend(value => map[member.Key] = value)),
        JsonArray list => Enumerable.Range(0, list.Count).SelectMany(index => (list[index] is { } item ? Places(item) : []).Prepend(value => list[index] = value)),
        _ => [],
    };

    private static IEnumerable<string> Spoilt(string[] lines, string value)
    {
        // Some lines, so that all of it stays within seconds; which, the value decides.
        for (var i = value.Length % 19; i < lines.Length; i += 19)
        {
            var colon = lines[i].IndexOf(": ", StringComparison.Ordinal);
            if (colon > 0 && !lines[i].TrimStart().StartsWith('#'))
            {
                yield return string.Join('\n', lines.Select((line, index) => index == i ? $"{line[..colon]}: {value}" : line));
            }
        }
    }

    private static string Some(int i) => $$"""
        apiVersion: v1
        kind: Service
        metadata: { name: s{{i}}, namespace: n{{i % 50}} }
        spec: { selector: { app: s{{i}} }, ports: [{ name: http, port: 80 }] }
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: s{{i}}, namespace: n{{i % 50}} }
        spec: { template: { metadata: { labels: { app: s{{i}}, version: v1 } }, spec: { containers: [{ name: web, ports: [{ containerPort: 80 }] }] } } }
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: { name: s{{i}}, namespace: n{{i % 50}} }
        spec: { host: s{{i}}, subsets: [{ name: v1, labels: { version: v1 } }] }
        ---
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: { name: s{{i}}, namespace: n{{i % 50}} }
        spec:
          hosts: [s{{i}}]
          http:
            - match: [{ uri: { prefix: /api } }]
              route: [{ destination: { host: s{{i}}, subset: v1 }, weight: {{(i % 10 == 0 ? 40 : 50)}} }, { destination: { host: s{{i}} }, weight: 50 }]
            - route: [{ destination: { host: s{{i}} } }]
        ---

        """;
}
