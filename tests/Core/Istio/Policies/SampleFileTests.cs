using Mesh.Core.Findings;
using Mesh.Core.Istio.Policies.Samples;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>Files of request samples that are not as they have to be.</summary>
public sealed class SampleFileTests
{
    private string folder = "";

    [SetUp]
    public void Create() => folder = Directory.CreateTempSubdirectory("mesh-samples-").FullName;

    [TearDown]
    public void Delete() => Directory.Delete(folder, recursive: true);

    [Test]
    public void All_errors_are_told_at_once_with_their_places()
    {
        Write("""
            tests:
            - name: one
              namespace: beta
              workload: web
              labels: { app: web }
              request: { sourceIP: 10.0.0.300, protocol: tcp, methd: GET, path: /x, port: 70000, headers: [a] }
              expect: perhaps
            - namespace: beta
              request: { principal: spiffe://x/ns/a/sa/b, namespace: a, serviceAccount: b, requestPrincipal: nobody, path: x }
              expect: deny
            - just text
            - { name: three, namespace: beta, request: { serviceAccount: b, claims: { a: null } }, expect: allow, by: [x] }
            more: true
            """);
        var thrown = Assert.Throws<MeshException>(() => SampleFile.Read(["t.yaml"], folder))!;
        Assert.That(thrown.ExitCode, Is.EqualTo(ExitCode.MalformedInput));
        Assert.That(thrown.Reason.Split('\n'), Is.EqualTo(new[]
        {
            "18 errors in the policy tests:",
            "t.yaml:4:13: workload must be KIND/NAME, such as deployment/web; found 'web'",
            "t.yaml:5:11: the sample has both 'workload' and 'labels'; keep one of them",
            "t.yaml:6:24: sourceIP must be one IPv4 or IPv6 address; found '10.0.0.300'",
            "t.yaml:6:51: unknown key 'methd' in the request; did you mean 'method'?",
            "t.yaml:6:69: a request of tcp has no path; take it out, or say protocol: http",
            "t.yaml:6:79: port must be a number from 0 to 65535; found '70000'",
            "t.yaml:6:95: headers must be keys with values",
            "t.yaml:7:11: expect must be allow or deny; found 'perhaps'",
            "t.yaml:8:3: the sample lacks 'name'",
            "t.yaml:9:25: principal must be without spiffe://, as policies see it",
            "t.yaml:9:25: the request has principal and namespace or serviceAccount; keep one way to say who asks",
            "t.yaml:9:98: requestPrincipal must be ISSUER/SUBJECT",
            "t.yaml:9:112: path must begin with a slash",
            "t.yaml:11:3: a sample must be keys with values",
            "t.yaml:12:62: serviceAccount says nothing without namespace",
            "t.yaml:12:73: the claim a must be a text, a list of texts, or keys with values",
            "t.yaml:12:107: by must be text that is not empty",
            "t.yaml:13:1: unknown key 'more'; the file has the one key 'tests'",
        }));
        Assert.That(thrown.Remedy, Does.EndWith("docs/policy-tests.md"));
    }

    [TestCase("", "t.yaml:1:1: the file holds no sample; write them under tests:")]
    [TestCase("# nothing\n", "t.yaml:1:1: the file holds no sample")]
    [TestCase("tests: []", "t.yaml:1:1: the file holds no sample")]
    [TestCase("tests: 5", "t.yaml:1:8: tests must be a list of samples")]
    [TestCase("- a", "t.yaml:1:1: expected the key tests:")]
    [TestCase("tests: [", "t.yaml:2:1: not valid YAML")]
    [TestCase("tests:\n\t- a", "t.yaml:2:1: a tab stands in the indentation")]
    [TestCase("a: &a [x, x]\nb: &b [*a, *a]\ntests: [*b, *c]", "t.yaml:3:13: the alias *c refers to no anchor")]
    [TestCase("tests: [{ name: a, name: b }]", "t.yaml:1:20: the key 'name' stands here twice")]
    [TestCase("tests: [{ \"\\e[31mred\": 1 }]", "unknown key '\\u001b[31mred' in the sample")]
    public void What_is_no_file_of_samples_is_refused(string text, string words)
    {
        Write(text);
        Assert.That(() => SampleFile.Read(["t.yaml"], folder), Fails.With(ExitCode.MalformedInput, words));
    }

    [Test]
    public void Aliases_of_aliases_cost_no_more_than_the_file()
    {
        Write("tests:\n- &a [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(0, 9).Select(level => $"- &{(char)('b' + level)} [{string.Join(", ", Enumerable.Repeat($"*{(char)('a' + level)}", 10))}]\n")));
        Assert.That(() => SampleFile.Read(["t.yaml"], folder), Fails.With(ExitCode.MalformedInput, "values stand here once aliases are written out"));
    }

    [Test]
    public void A_file_that_is_not_there_is_66() => Assert.That(() => SampleFile.Read(["none.yaml"], folder), Fails.With(ExitCode.NoInput, "the policy tests none.yaml are not there"));

    [Test]
    public void A_folder_is_no_file() => Assert.That(() => SampleFile.Read(["."], folder), Throws.InstanceOf<MeshException>());

    [Test]
    public void Several_files_are_told_together()
    {
        Write("tests: 1");
        File.WriteAllText(Path.Combine(folder, "u.yaml"), "tests: 2");
        Assert.That(() => SampleFile.Read(["t.yaml", "u.yaml"], folder), Fails.With(ExitCode.MalformedInput, "2 errors in the policy tests:\nt.yaml:1:8: tests must be a list of samples\nu.yaml:1:8: tests must be"));
    }

    [Test]
    public void A_sample_of_anything_in_the_world_is_a_sample()
    {
        Write("tests:\n- { name: \"\\u202e\\U0001F984\", namespace: beta, request: { path: \"/\\u202e%00%zz\", headers: { \"x\\u0000\": \"\\u0007\" }, host: \"ⅹ.example\" }, expect: allow }");
        var mesh = PolicyScene.Read(PolicyScene.Policy("all", "rules: [{ to: [{ operation: { paths: [\"/*\"] } }] }]"));
        Assert.That(new SampleRun(mesh.Policies.Compiled, mesh.Policies.Find).Of(SampleFile.Read(["t.yaml"], folder).Single()).Verdict, Is.EqualTo(SampleVerdict.Passed));
    }

    [Test]
    public void A_sample_names_the_policy_that_has_to_decide()
    {
        var mesh = PolicyScene.Read(PolicyScene.Policy("one", "rules: [{ from: [{ source: { namespaces: [a] } }] }]") + PolicyScene.Policy("two", "rules: [{}]"));
        Write("tests:\n- { name: x, namespace: beta, request: { namespace: a }, expect: allow, by: two }\n- { name: y, namespace: beta, request: { namespace: a }, expect: allow, by: beta/one }");
        var outcomes = SampleFile.Read(["t.yaml"], folder).Select(new SampleRun(mesh.Policies.Compiled, mesh.Policies.Find).Of).ToList();
        Assert.That(outcomes.Select(outcome => outcome.Verdict), Is.EqualTo(new[] { SampleVerdict.Failed, SampleVerdict.Passed }));
        Assert.That(outcomes[0].Why, Does.StartWith("as expected, but not by two; allowed: ALLOW one in beta"));
    }

    [Test]
    public void A_workload_is_found_by_its_kind_and_name()
    {
        var mesh = PolicyScene.Read("apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web, namespace: beta }\nspec: { template: { metadata: { labels: { app: web } } } }\n" + PolicyScene.Policy("web", "selector: { matchLabels: { app: web } }"));
        Write("tests:\n- { name: x, namespace: beta, workload: deployment/web, expect: deny }\n- { name: y, namespace: beta, workload: deployment/api, expect: deny }");
        var outcomes = SampleFile.Read(["t.yaml"], folder).Select(new SampleRun(mesh.Policies.Compiled, mesh.Policies.Find).Of).ToList();
        Assert.That(outcomes.Select(outcome => outcome.Verdict), Is.EqualTo(new[] { SampleVerdict.Passed, SampleVerdict.Undecided }));
        Assert.That(outcomes[1].Why, Is.EqualTo("there is no deployment/api in beta among what was looked at, so that its labels are not known"));
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(folder, "t.yaml"), text);
}
