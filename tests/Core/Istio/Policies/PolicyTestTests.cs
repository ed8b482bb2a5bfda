using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Istio.Lint;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>Policy tests as the lint of the mesh runs them: against files, against a cluster, and what becomes of the run.</summary>
public sealed class PolicyTestTests
{
    private const string Office = """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: { name: office, namespace: shop }
        spec:
          selector: { matchLabels: { app: web } }
          rules:
          - from:
            - source: { ipBlocks: ["10.0.0.0/8"] }
        """;

    private const string Tests = """
        tests:
        - { name: the office gets in, namespace: shop, labels: { app: web }, request: { sourceIP: 10.1.2.3 }, expect: allow }
        - { name: others get in, namespace: shop, labels: { app: web }, request: { sourceIP: 11.1.2.3 }, expect: allow }
        - { name: nobody is here, namespace: shop, labels: { app: wbe }, request: { sourceIP: 10.1.2.3 }, expect: allow }
        - { name: who is this, namespace: shop, workload: deployment/web, request: { sourceIP: 10.1.2.3 }, expect: allow }
        """;

    [Test]
    public async Task A_test_that_fails_is_an_error_on_its_line_with_the_entry_that_decides()
    {
        using var mesh = new LintedMesh().Add("shop.yaml", Office).Add("tests/t.yaml", Tests);
        var failure = await mesh.LintAsync(new LintRequest { WorkingDirectory = mesh.Root, Paths = ["shop.yaml"], PolicyTests = ["tests/t.yaml"] });
        Assert.Multiple(() =>
        {
            Assert.That(failure, Has.Property(nameof(MeshException.ExitCode)).EqualTo(ExitCode.FindingsFound).And.Message.Contains("the first PTS001 at tests/t.yaml:3: expected allow; denied"));
            Assert.That(mesh.Found, Is.EqualTo(new[] { "PTS001 tests/t.yaml:3", "PTS002 tests/t.yaml:4", "PTS003 tests/t.yaml:5" }));
            Assert.That(mesh.Journal.Findings[0].Evidence, Is.EqualTo("expected allow; denied: an ALLOW policy selects this workload and none matches: ALLOW office in shop (shop.yaml:1), rules[0] asks for ipBlocks 10.0.0.0/8 (shop.yaml:8), and the request has the source IP 11.1.2.3"));
            Assert.That(mesh.Journal.Results.Single(result => result.Name == "policyTests").Value.ToJsonString(), Is.EqualTo("""{"samples":4,"passed":2,"failed":1,"undecided":1,"unreached":1}"""));
            Assert.That(mesh.Ended.Note, Does.Contain("4 policy tests, 2 not as expected"));
        });
    }

    [Test]
    public async Task A_cluster_has_the_policies_and_the_workloads()
    {
        using var mesh = new LintedMesh { Live = Office + "\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: shop }\nspec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: web:1 }] } } }" }
            .Add("t.yaml", Tests);
        await mesh.LintAsync(new LintRequest { WorkingDirectory = mesh.Root, PolicyTests = ["t.yaml"] });
        Assert.That(mesh.Found.Where(found => found.StartsWith("PTS", StringComparison.Ordinal)), Is.EqualTo(new[] { "PTS001 t.yaml:3", "PTS002 t.yaml:4" }));
        Assert.That(mesh.Journal.Findings.Single(finding => finding.Code == "PTS001").Evidence, Does.Contain("ALLOW office in shop (").And.Contain("asks for ipBlocks 10.0.0.0/8"));
    }

    [Test]
    public async Task A_malformed_file_of_tests_ends_with_65_before_anything_is_judged()
    {
        using var mesh = new LintedMesh { Live = Office }.Add("t.yaml", "tests:\n- { name: x }\n- 5");
        var failure = await mesh.LintAsync(new LintRequest { WorkingDirectory = mesh.Root, PolicyTests = ["t.yaml"] });
        Assert.That(failure, Has.Property(nameof(MeshException.ExitCode)).EqualTo(ExitCode.MalformedInput).And.Message.Contains("3 errors in the policy tests:\nt.yaml:2:3: the sample lacks 'namespace'\nt.yaml:2:3: the sample lacks 'expect'\nt.yaml:3:3: a sample must be"));
        Assert.That(mesh.Journal.Findings, Is.Empty);
    }

    [Test]
    public async Task The_recipe_is_an_outage_with_both_right_forms()
    {
        var recipe = File.ReadAllText(Configuration.Committed.Path("build/scenarios/policies/recipe.yaml"));
        using var mesh = new LintedMesh().Add("recipe.yaml", recipe);
        var failure = await mesh.LintAsync();
        var finding = mesh.Journal.Findings.Single(found => found.Code == "AUT001");
        var lines = finding.Evidence.Split('\n');
        Assert.Multiple(() =>
        {
            Assert.That(new Failure(failure!.ExitCode, failure.Reason, failure.Remedy).LastLine, Does.StartWith("mesh: exit 79: 1 place in 2 objects will not do what it says, the first AUT001 at recipe.yaml:10: DENY deny-all").And.Not.Contain("apiVersion"));
            Assert.That((finding.Severity, finding.File, finding.Line), Is.EqualTo((Severity.Error, "recipe.yaml", (int?)10)));
            Assert.That(lines[0], Is.EqualTo("DENY deny-all in shop (recipe.yaml:2), rules[0] (recipe.yaml:10) of 0.0.0.0/0 wins over ALLOW allow-office in shop (recipe.yaml:20) of 10.0.0.0/8, which is dead; "
                + "an outage: nobody reaches app=reviews in namespace shop. IPv6 clients do not match the DENY and are denied too, by the ALLOW, which does not match them"));
            Assert.That(finding.Remedy, Does.StartWith("Apply either one in the evidence, not both. Mind whose address it is: ipBlocks is the directly connected peer"));
        });

        // Either form, applied as it stands, lets the office in and nobody else.
        var forms = finding.Evidence.Split("\n# ")[1..].Select(form => form[(form.IndexOf('\n', StringComparison.Ordinal) + 1)..]).ToList();
        Assert.That(forms, Has.Count.EqualTo(2));
        foreach (var form in forms)
        {
            using var right = new LintedMesh().Add("form.yaml", form).Add("t.yaml", File.ReadAllText(Configuration.Committed.Path("build/scenarios/policies/tests.yaml")));
            Assert.That(await right.LintAsync(new LintRequest { WorkingDirectory = right.Root, Paths = ["form.yaml"], PolicyTests = ["t.yaml"] }), Is.Null, form);
            Assert.That(right.Journal.Results.Single(result => result.Name == "policyTests").Value.Number("passed"), Is.EqualTo(3));
            Assert.That(right.Found, Is.Empty);
        }
    }
}
