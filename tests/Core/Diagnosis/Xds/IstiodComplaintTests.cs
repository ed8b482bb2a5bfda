using Mesh.Core.Diagnosis.Xds.Istiods;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Diagnosis.Xds;

/// <summary>What istiod writes of those it turns away.</summary>
public sealed class IstiodComplaintTests
{
    private const string Start = "2026-11-20T08:00:00.000000Z\terror\tsecurity\tFailed to authenticate client from ";
    private const string Herring = ": Authenticator ClientCertAuthenticator: no verified chain is found; Authenticator ";

    [TestCase("KubeJWTAuthenticator: target JWT extraction error: no HTTP authorization header exists", "NoToken")]
    [TestCase("KubeJWTAuthenticator: the service account authentication returns an error: [invalid bearer token, token audiences [\"x\"] is invalid for the target audiences [\"istio-ca\"]]", "WrongAudience")]
    [TestCase("KubeJWTAuthenticator: client claims to be in cluster \"a\", but we only know about local cluster \"b\" and remote clusters [c]", "UnknownCluster")]
    [TestCase("KubeJWTAuthenticator: the service account authentication returns an error: [invalid bearer token, square/go-jose: error in cryptographic primitive]", "ForeignKeys")]
    [TestCase("KubeJWTAuthenticator: the service account authentication returns an error: [invalid bearer token, token has expired]", "Expired")]
    [TestCase("KubeJWTAuthenticator: the service account authentication returns an error: [invalid bearer token, service account UID (a) does not match claim (b)]", "Recreated")]
    [TestCase("KubeJWTAuthenticator: [invalid bearer token, serviceaccounts \"x\" not found]", "Recreated")]
    [TestCase("KubeJWTAuthenticator: tokenreviews.authentication.k8s.io is forbidden: User \"system:serviceaccount:istio-system:istiod\" cannot create", "MayNotReview")]
    [TestCase("KubeJWTAuthenticator: failed to validate the JWT from cluster \"a\": Unauthorized", "BadCredential")]
    [TestCase("KubeJWTAuthenticator: the service account authentication returns an error: Unauthorized", null)]
    [TestCase("KubeJWTAuthenticator: Post \"https://10.0.0.1:443\": dial tcp 10.0.0.1:443: connect: connection refused", "ServerUnreachable")]
    [TestCase("IDTokenAuthenticator: failed to verify the JWT token: oidc: expected audience", "OtherIssuer")]
    [TestCase("KubeJWTAuthenticator: the token is not a service account", "ForeignToken")]
    [TestCase("KubeJWTAuthenticator: something new", null)]
    public void Its_words_mean_a_cause_or_none(string words, string? cause)
    {
        var complaint = IstiodComplaint.Read("istiod-1", Start + "10.1.2.3:41234" + Herring + words, new Secrets())!;
        Assert.That((complaint.Address, complaint.Cause?.ToString(), complaint.HasRedHerring), Is.EqualTo(("10.1.2.3", cause, true)));
        Assert.That(complaint.Words, Does.Not.Contain("no verified chain"));
    }

    [TestCase("[2001:db8::7]:41234", "2001:db8::7")]
    [TestCase("10.1.2.3:41234", "10.1.2.3")]
    [TestCase("@", "@")]
    public void The_address_is_without_the_port(string who, string address) =>
        Assert.That(IstiodComplaint.Read("istiod-1", Start + who + Herring + "KubeJWTAuthenticator: x", new Secrets())!.Address, Is.EqualTo(address));

    [Test]
    public void A_log_in_JSON_is_read_alike() => Assert.That(IstiodComplaint.Read("istiod-1",
        """{"level":"error","scope":"security","msg":"Failed to authenticate client from 10.1.2.3:5: Authenticator KubeJWTAuthenticator: token audiences [\"x\"] is invalid for the target audiences [\"istio-ca\"]"}""", new Secrets())!.Words,
        Does.Contain("""["x"]"""));

    [TestCase("")]
    [TestCase("info\tads\tADS: new connection for node:web-1.beta")]
    [TestCase("Failed to authenticate client from ")]
    [TestCase("Failed to authenticate client from x")]
    public void Another_line_is_none(string line) => Assert.That(IstiodComplaint.Read("istiod-1", line, new Secrets()), Is.Null);
}
