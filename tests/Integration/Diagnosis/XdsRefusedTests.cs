using System.Runtime.Versioning;
using Mesh.Core.Changes;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Xds;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Diagnosis;

/// <summary>Why istiod does not accept a gateway, on a real API server: its TokenRequest, TokenReview, SubjectAccessReview and keys. istiod's line is made of the server's own words.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class XdsRefusedTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private ControlPlane plane = null!;
    private KubeletDouble kubelet = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        plane = await Require.Available(ControlPlane.StartAsync("0"));
        kubelet = await KubeletDouble.StartAsync(plane, "double");
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        await (kubelet?.DisposeAsync() ?? default);
        await (plane?.DisposeAsync() ?? default);
    }

    [Test]
    public async Task A_token_for_another_audience()
    {
        var site = Site();
        site.Projected["audience"] = "vault";
        await site.MakeAsync();
        await site.ShowAsync(await site.FreshAsync("vault"));
        await FindsAsync(site, "XDS002", "the token is for vault, and istiod takes those for istio-ca", "which a restart cures only with another volume");
    }

    [Test]
    public async Task A_service_account_that_was_deleted_and_made_anew()
    {
        var site = await Site().MakeAsync();
        var token = await site.FreshAsync();
        await site.RecreateAccountAsync(token);
        await site.ShowAsync(token);
        await FindsAsync(site, "XDS006", "it was deleted and made anew", "accepts a fresh token of the same account, and not the one in the pod");
    }

    [Test]
    public async Task A_pod_that_was_made_anew()
    {
        using var key = SigningKey.Of(plane);
        var site = await Site().MakeAsync();
        await site.ShowAsync(key.Sign(site.Edge, "ingress", await site.UidAsync(), Now - Hour, Now + Hour, ("ingress-1", "00000000-0000-0000-0000-000000000000")));
        await FindsAsync(site, "XDS006", "bound to the pod with UID 00000000", "which a restart cures");
    }

    [Test]
    public async Task A_token_that_is_over()
    {
        using var key = SigningKey.Of(plane);
        var site = await Site().MakeAsync();
        await site.ShowAsync(key.Sign(site.Edge, "ingress", await site.UidAsync(), Now - (2 * Hour), Now - Hour));
        await FindsAsync(site, "XDS005", "the token ended at", "the kubelet has stopped renewing it");
    }

    [Test]
    public async Task A_token_of_another_cluster()
    {
        using var key = SigningKey.OfAnotherCluster();
        var site = await Site().MakeAsync();
        await site.ShowAsync(key.Sign(site.Edge, "ingress", await site.UidAsync(), Now - Hour, Now + Hour));
        await FindsAsync(site, "XDS004", "the token was signed with key", "/openid/v1/jwks");
    }

    [Test]
    public async Task The_token_of_a_person()
    {
        var site = await Site().MakeAsync();
        site.Words = "the token is not a service account";
        await site.ShowAsync((await File.ReadAllTextAsync(plane.TokenFile)).Trim());
        await FindsAsync(site, "XDS011", "is no JSON Web Token", "no verified chain is found");
    }

    [Test]
    public async Task A_pod_without_a_token()
    {
        var site = Site();
        site.Pod["spec"]!["volumes"]!.AsArray().Clear();
        site.Proxy.Remove("volumeMounts");
        await site.MakeAsync();
        site.Words = "target JWT extraction error: no HTTP authorization header exists";
        await site.ShowAsync(null);
        await FindsAsync(site, "XDS001", "mounts no projected token", "found by the pod's address");
    }

    [Test]
    public async Task An_istiod_that_may_not_review()
    {
        var site = await Site().MakeAsync();
        await site.TakeRightAsync();
        site.Words = $"tokenreviews.authentication.k8s.io is forbidden: User \"system:serviceaccount:{site.Istio}:istiod\" cannot create resource \"tokenreviews\" in API group \"authentication.k8s.io\" at the cluster scope";
        await site.ShowAsync(await site.FreshAsync());
        await FindsAsync(site, "XDS007", "may not create tokenreviews.authentication.k8s.io", "accepts the pod's token and a fresh one");
    }

    [Test]
    public async Task A_cluster_that_istiod_does_not_know()
    {
        var site = Site();
        site.Proxy["env"]![0]!["value"] = "west";
        await site.MakeAsync();
        site.Words = "client claims to be in cluster \"west\", but we only know about local cluster \"Kubernetes\" and remote clusters []";
        await site.ShowAsync(await site.FreshAsync());
        await FindsAsync(site, "XDS003", "runs in cluster west (ISTIO_META_CLUSTER_ID), and istiod knows Kubernetes", "accepts the pod's token and a fresh one");
    }

    [Test]
    public async Task Each_request_that_is_no_GET_says_dryRun_and_with_dry_run_client_there_is_none()
    {
        var site = await Site().MakeAsync();
        await site.ShowAsync(await site.FreshAsync());

        var before = plane.AuditLog.Position;
        await site.AnalyseAsync(DryRun.Server);
        var sent = plane.AuditLog.Read(before).Where(request => request.User == "mesh-test-admin" && request.Verb is not ("get" or "list" or "watch")).Where(request => request.Subresource != "exec").ToList();
        Assert.That(sent, Is.Not.Empty.And.All.Property(nameof(AuditEvent.DryRun)).True);
        Assert.That(sent.Select(request => $"{request.Resource}/{request.Subresource}".TrimEnd('/')), Is.SupersetOf(new[] { "serviceaccounts/token", "tokenreviews", "subjectaccessreviews" }));
        Assert.That(sent.Select(request => request.ResponseCode), Is.All.EqualTo(201));

        before = plane.AuditLog.Position;
        await site.AnalyseAsync(DryRun.Client);
        Assert.That(plane.AuditLog.Read(before).Where(request => request.User == "mesh-test-admin" && request.Resource is "serviceaccounts" or "tokenreviews" or "subjectaccessreviews").Where(request => request.Verb != "get"), Is.Empty);
        await site.RemoveAsync();
    }

    private static async Task FindsAsync(RefusedGatewayOnServer site, string code, string decisive, string also)
    {
        var report = await site.AnalyseAsync();
        var found = report.Explanations.Single();
        Assert.That((found.Finding.Code, found.Confidence), Is.EqualTo((code, Confidence.Proven)), found.Finding.Evidence);
        Assert.That(found.Finding.Evidence.Split('\n')[0], Does.Contain(decisive));
        Assert.That(found.Finding.Evidence, Does.Contain(also).And.Contain("AuthorizationPolicy"));
        Assert.That(site.Journal.Secrets.Mask(found.Finding.Evidence), Is.EqualTo(found.Finding.Evidence), "no secret of the run stands in it");
        await site.RemoveAsync();
    }

    private RefusedGatewayOnServer Site() => new(plane, kubelet);
}
