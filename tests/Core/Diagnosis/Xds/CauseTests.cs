using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Xds;
using Mesh.Core.Kubernetes;
using Mesh.Sandbox;

namespace Mesh.Core.Tests.Diagnosis.Xds;

/// <summary>Each of the eleven causes of status 16: found for certain by what decides it, with istiod's words and without.</summary>
public sealed class CauseTests
{
    private static IEnumerable<TestCaseData> Causes()
    {
        yield return Cause("XDS001", "mounts no projected token", "target JWT extraction error: no HTTP authorization header exists", mesh => mesh.Ingress["spec"]!["volumes"]!.AsArray().Clear(), "no volume");
        yield return Cause("XDS001", "cannot read /var/run/secrets/tokens/istio-token: cat: can't open", "target JWT extraction error: no HTTP authorization header exists",
            mesh => mesh.Cat = new ExecResult(1, "", "cat: can't open '/var/run/secrets/tokens/istio-token': Permission denied"), "not to be read by the proxy's user");
        yield return Cause("XDS002", "the token is for vault, and istiod takes those for istio-ca", """failed to validate the JWT from cluster "Kubernetes": the service account authentication returns an error: [invalid bearer token, token audiences ["vault"] is invalid for the target audiences ["istio-ca"]]""",
            mesh => mesh.Projected["audience"] = "vault", "of the pod");
        yield return Cause("XDS002", "the token is for istio-ca, and istiod takes those for mesh", "token audiences [\"istio-ca\"] is invalid for the target audiences [\"mesh\"]", mesh => RefusedGateway.Set(mesh.Istiod, "TOKEN_AUDIENCES", "mesh"), "of istiod");
        yield return Cause("XDS003", "runs in cluster west (ISTIO_META_CLUSTER_ID), and istiod knows Kubernetes, east", """client claims to be in cluster "west", but we only know about local cluster "Kubernetes" and remote clusters [east]""", mesh =>
        {
            RefusedGateway.Set(mesh.Proxy, "ISTIO_META_CLUSTER_ID", "west");
            mesh.Clusterz = """[{"id":"Kubernetes","syncStatus":"synced"},{"id":"east","secretName":"istio-system/istio-remote-secret-east","syncStatus":"synced"}]""";
        });
        yield return Cause("XDS004", "signed with key", "failed to validate the JWT from cluster \"Kubernetes\": the service account authentication returns an error: [invalid bearer token, square/go-jose: error in cryptographic primitive]", mesh => mesh.Token = OfAnotherCluster, "of another cluster");
        yield return Cause("XDS005", "the token ended at 2026-11-21T08:10:00Z, and it is 2026-11-21T09:00:00Z", "the service account authentication returns an error: [invalid bearer token, token has expired]", mesh => mesh.Meanwhile = _ =>
        {
            mesh.Advance(TimeSpan.FromHours(1));
            return Task.CompletedTask;
        }, "over");
        yield return Cause("XDS005", "the clocks differ", "token is not valid yet", mesh => mesh.Token = token => Changed(mesh, token, claims => claims["nbf"] = claims["iat"]!.GetValue<long>() + 500), "not begun");
        yield return Cause("XDS006", "it was deleted and made anew", "service account UID (b) does not match claim (a)", mesh => mesh.Meanwhile = cluster => RefusedGateway.RecreateAsync(cluster, "edge", "ingress"), "account made anew");
        yield return Cause("XDS006", "the service account that the pod runs as is not there", "serviceaccounts \"ingress\" not found", mesh => mesh.Meanwhile = cluster => cluster.DeleteAsync(ResourceKind.ServiceAccount, "edge", "ingress", false, default), "account gone");
        yield return Cause("XDS006", "bound to the pod with UID 0000", "Token has been invalidated", mesh => mesh.Token = token => Changed(mesh, token, claims => claims["kubernetes.io"]!["pod"] = new JsonObject { ["name"] = "ingress-1", ["uid"] = "0000" }), "pod made anew");
        yield return Cause("XDS007", "serviceaccount/istiod in istio-system may not create tokenreviews.authentication.k8s.io", "tokenreviews.authentication.k8s.io is forbidden: User \"system:serviceaccount:istio-system:istiod\" cannot create resource", mesh => mesh.Meanwhile = RefusedGateway.TakeRightAsync);
        yield return Cause("XDS008", "was made after pod/istiod-1", "failed to validate the JWT from cluster \"Kubernetes\": Unauthorized", mesh => mesh.Meanwhile = cluster => RefusedGateway.RecreateAsync(cluster, "istio-system", "istiod"));
        yield return Cause("XDS011", "is no JSON Web Token", "the token is not authenticated", mesh => mesh.Token = _ => "0123456789abcdef0123456789abcdef", "opaque");
        yield return Cause("XDS011", "as that of https://accounts.example.com/jane, which is no service account", "the token is not a service account", mesh => mesh.Token = token => Changed(mesh, token, claims => claims["sub"] = "https://accounts.example.com/jane"), "of a person");
    }

    [TestCaseSource(nameof(Causes))]
    public async Task A_cause_is_found_for_certain_by_what_was_seen_and_what_istiod_says(object spoil, string code, string decisive, string words)
    {
        using var mesh = new RefusedGateway { Words = words };
        ((Action<RefusedGateway>)spoil)(mesh);

        var found = (await mesh.AnalyseAsync()).Explanations.Single();

        Check(mesh, found, code, decisive);
        Assert.That(found.Finding.Evidence, Does.Contain($"pod/istiod-1 in istio-system says of 10.244.0").And.Contain("no verified chain is found"));
    }

    [TestCaseSource(nameof(Causes))]
    public async Task A_cause_is_found_without_a_word_of_istiod(object spoil, string code, string decisive, string words)
    {
        using var mesh = new RefusedGateway();
        ((Action<RefusedGateway>)spoil)(mesh);

        Check(mesh, (await mesh.AnalyseAsync()).Explanations.Single(), code, decisive);
        Assert.That(words, Is.Not.Empty);
    }

    [TestCase("XDS009", """failed to validate the JWT from cluster "east": Post "https://10.0.0.1:443/apis/authentication.k8s.io/v1/tokenreviews": dial tcp 10.0.0.1:443: i/o timeout""")]
    [TestCase("XDS009", """Post "https://10.0.0.1:443/apis/authentication.k8s.io/v1/tokenreviews": x509: certificate signed by unknown authority""")]
    public async Task That_istiod_does_not_reach_the_API_server_only_istiod_says(string code, string words)
    {
        using var mesh = new RefusedGateway { Words = words };
        var found = (await mesh.AnalyseAsync()).Explanations.Single();
        Assert.That((found.Finding.Code, found.Confidence), Is.EqualTo((code, Confidence.Likely)));
        Assert.That(found.Finding.Evidence, Does.StartWith("istiod says so: KubeJWTAuthenticator:").And.Contain("accepts the pod's token and a fresh one"));
    }

    [Test]
    public async Task An_istiod_with_a_rule_of_its_own_expects_tokens_of_another_issuer()
    {
        using var mesh = new RefusedGateway { Words = "unknown; Authenticator IDTokenAuthenticator: failed to verify the JWT token: oidc: id token issued by a different provider" };
        RefusedGateway.Set(mesh.Istiod, "JWT_RULE", """{"issuer":"https://login.example.com","jwks_uri":"https://login.example.com/keys"}""");
        var found = (await mesh.AnalyseAsync()).Explanations.Single();
        Check(mesh, found, "XDS010", "istiod expects tokens of https://login.example.com (JWT_RULE), and this one is of https://kubernetes.default.svc");
    }

    [Test]
    public async Task A_token_that_its_own_API_server_accepts_and_istiods_does_not_is_asked_about_at_the_wrong_place()
    {
        using var mesh = new RefusedGateway { Words = "the service account authentication returns an error: [invalid bearer token, square/go-jose: error in cryptographic primitive]" };
        Check(mesh, (await mesh.AnalyseAsync()).Explanations.Single(), "XDS004", "accepts the token, and the one that istiod asks for cluster Kubernetes does not");
    }

    private static void Check(RefusedGateway mesh, XdsExplanation found, string code, string decisive) => Assert.Multiple(() =>
    {
        Assert.That((found.Finding.Code, found.Confidence), Is.EqualTo((code, Confidence.Proven)), found.Finding.Evidence);
        Assert.That(found.Finding.Subject, Is.EqualTo("pod/ingress-1 in edge"));
        Assert.That(found.Finding.Evidence.Split('\n')[0], Does.Contain(decisive));
        Assert.That(found.RulesOut, Has.Some.StartWith("AuthorizationPolicy:").And.Some.StartWith("trust domain:").And.Some.StartWith("NetworkPolicy"));
        foreach (var part in mesh.Shown.Split('.').Append(mesh.Shown))
        {
            Assert.That(found.Finding.ToString(), Does.Not.Contain(part), "a token is never shown, nor a part of it");
        }
    });

    [Test]
    public async Task A_token_of_another_cluster_is_not_said_to_be_of_an_account_made_anew_as_well()
    {
        using var mesh = new RefusedGateway { Token = OfAnotherCluster };
        Assert.That((await mesh.AnalyseAsync()).Explanations.Single().Finding.Evidence, Does.Not.Contain("besides"));
    }

    [Test]
    public async Task What_else_is_wrong_is_said_besides()
    {
        using var mesh = new RefusedGateway { Words = "token audiences [\"vault\"] is invalid for the target audiences [\"istio-ca\"]", Meanwhile = RefusedGateway.TakeRightAsync };
        mesh.Projected["audience"] = "vault";
        var found = (await mesh.AnalyseAsync()).Explanations.Single();
        Assert.That(found.Finding.Code, Is.EqualTo("XDS002"));
        Assert.That(found.Finding.Evidence, Does.Contain("besides, XDS007: serviceaccount/istiod in istio-system may not create tokenreviews").And.Contain("a restart cures only with another volume"));
    }

    private static string OfAnotherCluster(string _)
    {
        using var other = new InMemoryCluster(new(), TimeProvider.System);
        return other.Api.Tokens.Sign(RefusedGateway.Json("""
            { "aud": ["istio-ca"], "exp": 1795248600, "iat": 1795248000, "iss": "https://kubernetes.default.svc", "nbf": 1795248000, "sub": "system:serviceaccount:edge:ingress",
              "kubernetes.io": { "namespace": "edge", "serviceaccount": { "name": "ingress", "uid": "elsewhere" } } }
            """));
    }

    private static string Changed(RefusedGateway mesh, string token, Action<JsonObject> change)
    {
        var claims = (JsonObject)JsonNode.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]))!;
        change(claims);
        return mesh.Cluster.Api.Tokens.Sign(claims);
    }

    private static TestCaseData Cause(string code, string decisive, string words, Action<RefusedGateway> spoil, string more = "") =>
        new TestCaseData(spoil, code, decisive, words).SetArgDisplayNames($"{code} {more}".TrimEnd());
}
