using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Samples;

namespace Mesh.Core.Tests.Istio.Policies;

/// <summary>A decision says by which entry of which list of which policy, and where that stands.</summary>
public sealed class DecisionTextTests
{
    private static readonly string Recipe = PolicyScene.Policy("shut", """
        action: DENY
        rules:
        - from:
          - source:
              ipBlocks:
              - 192.0.2.0/24
              - 0.0.0.0/0
        """) + PolicyScene.Policy("office", """
        rules:
        - from:
          - source:
              ipBlocks: [10.0.0.0/8]
          to:
          - operation: { methods: [GET] }
        """);

    [Test]
    public void A_denial_names_the_entry_that_fits() => Assert.That(PolicyScene.Why(PolicyScene.Read(Recipe), "{ sourceIP: 10.1.2.3 }"),
        Is.EqualTo("denied: DENY shut in beta (policies.yaml:2), rules[0] (policies.yaml:8) matches: ipBlocks 0.0.0.0/0 (policies.yaml:12) fits the source IP 10.1.2.3; DENY wins over every ALLOW"));

    [Test]
    public void A_missing_permission_names_what_is_in_the_way() => Assert.That(PolicyScene.Why(PolicyScene.Read(Recipe), "{ sourceIP: \"2001:db8::1\" }"),
        Is.EqualTo("denied: an ALLOW policy selects this workload and none matches: ALLOW office in beta (policies.yaml:14), rules[0] asks for ipBlocks 10.0.0.0/8 (policies.yaml:21), and the request has the source IP 2001:db8::1"));

    [TestCase("{ protocol: tcp, sourceIP: \"2001:db8::1\" }", "no rule of ALLOW office in beta (policies.yaml:14) is left on TCP, since an ALLOW that asks something of HTTP is left out there")]
    [TestCase("{ }", "and the request has no source IP")]
    public void What_a_request_lacks_is_said(string request, string words) => Assert.That(PolicyScene.Why(PolicyScene.Read(Recipe), request), Does.Contain(words));

    [Test]
    public void A_permission_names_all_that_holds() => Assert.That(
        PolicyScene.Why(PolicyScene.Read(PolicyScene.Policy("web", "rules:\n- from:\n  - source: { namespaces: [a*], notIpBlocks: [10.0.0.0/8] }\n  to:\n  - operation: { paths: [/x, /y] }")), "{ namespace: alpha, path: /y, sourceIP: 11.0.0.1 }"),
        Is.EqualTo("allowed: ALLOW web in beta (policies.yaml:2), rules[0] (policies.yaml:7) matches: namespaces a* (policies.yaml:8) fits the namespace of the peer alpha; the source IP 11.0.0.1 is not in notIpBlocks (policies.yaml:8); paths /y (policies.yaml:10) fits the path /y"));

    [Test]
    public void Plain_text_at_a_STRICT_port_is_refused_before_any_policy() => Assert.That(
        PolicyScene.Why(PolicyScene.Read("apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default, namespace: istio-system }\nspec:\n  mtls:\n    mode: STRICT\n" + PolicyScene.Policy("all", "rules: [{}]")), "{ port: 80 }"),
        Is.EqualTo("denied: port 80 takes mutual TLS alone (peerauthentication/default in istio-system, policies.yaml:6), and a request without a principal is plain text; no policy is asked"));

    [Test]
    public void A_DENY_that_lost_its_conditions_says_so() => Assert.That(PolicyScene.Why(PolicyScene.Read(PolicyScene.Policy("no-delete", "action: DENY\nrules:\n- to:\n  - operation: { methods: [DELETE] }")), "{ protocol: tcp }"),
        Does.Contain("rules[0] (policies.yaml:8) matches: what it asks is HTTP's, which TCP has not and a DENY then goes without"));

    [Test]
    public void What_an_authorizer_answers_is_unknown_unless_the_sample_says_it()
    {
        var mesh = PolicyScene.Read(PolicyScene.Policy("ask", "action: CUSTOM\nprovider: { name: ext }\nrules: [{}]"));
        var outcome = PolicyScene.Ask(mesh, "{ path: / }");
        Assert.That((outcome.Verdict, outcome.Answer), Is.EqualTo((SampleVerdict.Undecided, (Answer?)Answer.Unknown)));
        Assert.That(outcome.Why, Does.StartWith("unknown: CUSTOM ask in beta (policies.yaml:2), rules[0] (policies.yaml:8) matches: it matches everything, and what its provider ext answers stands nowhere"));
        Assert.That(PolicyScene.Ask(mesh, "{ custom: allow }").Verdict, Is.EqualTo(SampleVerdict.Passed));
    }

    [Test]
    public void A_provider_that_the_mesh_does_not_have_denies()
    {
        const string config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata:\n  mesh: |\n    extensionProviders: [{ name: other }]\n";
        Assert.That(PolicyScene.Why(PolicyScene.Read(config + PolicyScene.Policy("ask", "action: CUSTOM\nprovider: { name: ext }\nrules: [{}]")), "{ custom: allow }"),
            Does.StartWith("denied: CUSTOM ask").And.EndsWith("its provider ext is not among the mesh's extensionProviders; istiod then denies what the policy matches"));
    }

    [TestCase("x-token")]
    [TestCase("Authorization")]
    [TestCase("cookie")]
    public void What_opens_doors_is_not_repeated(string header)
    {
        var mesh = PolicyScene.Read(PolicyScene.Policy("key", $"rules:\n- when:\n  - {{ key: \"request.headers[{header}]\", values: [open-sesame] }}"));
        var both = PolicyScene.Why(mesh, $"{{ headers: {{ {header}: open-sesame }} }}") + PolicyScene.Why(mesh, $"{{ headers: {{ {header}: guess-me }} }}");
        Assert.That(both, Does.Contain("fits the header ***").And.Contain("the request has the header ***").And.Not.Contain("sesame").And.Not.Contain("guess"));
    }

    [Test]
    public void Nobody_reaches_a_workload_of_which_nothing_is_said() =>
        Assert.That(PolicyScene.Why(PolicyScene.Read(PolicyScene.Policy("other", "selector: { matchLabels: { app: api } }")), "{ }"), Is.EqualTo("allowed: no policy reaches this workload, so that everything is let in"));

    [TestCase("cluster.local/ns/a/sa/b", true)]
    [TestCase("mesh.example/ns/a/sa/b", true)]
    [TestCase("old.example/ns/a/sa/b", true)]
    [TestCase("other.example/ns/a/sa/b", false)]
    public void An_identity_of_any_of_the_mesh_s_trust_domains_is_its_own(string entry, bool fits)
    {
        const string config = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata:\n  mesh: |\n    trustDomain: mesh.example\n    trustDomainAliases: [old.example]\n";
        var mesh = PolicyScene.Read(config + PolicyScene.Policy("who", $"rules:\n- from:\n  - source: {{ principals: [{entry}] }}"));
        Assert.That(PolicyScene.Ask(mesh, "{ namespace: a, serviceAccount: b }").Answer, Is.EqualTo(fits ? Answer.Allow : Answer.Deny));
        Assert.That(PolicyScene.Ask(mesh, "{ principal: old.example/ns/a/sa/b }").Answer, Is.EqualTo(fits ? Answer.Allow : Answer.Deny));
    }
}
