using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Xds;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Diagnosis.Xds;

/// <summary>How the analysis goes on where something is missing, and how sure it then is.</summary>
public sealed class XdsAnalysisTests
{
    private const string WrongAudience = "token audiences [\"vault\"] is invalid for the target audiences [\"istio-ca\"]";

    [Test]
    public async Task A_log_alone_gives_the_branch_and_says_what_it_is_not()
    {
        var report = await OfLogsAsync(new ContainerLog("", "", "", false, ["[gateway] waiting for rollout", RefusedGateway.Closed, "Readiness probe failed: dial tcp 10.0.0.7:15021: connect: connection refused"]));

        var found = report.Explanations.Single();
        Assert.That((found.Finding.Code, found.Finding.Subject, found.Confidence), Is.EqualTo(("XDS020", "the log", Confidence.Possible)));
        Assert.That(found.Finding.Evidence, Does.Contain("it is not: AuthorizationPolicy:").And.Contain("trust domain:"));
        Assert.That(report.NotEvaluated, Has.Some.Contains("there is no cluster to ask"));
    }

    [Test]
    public async Task A_log_that_holds_istiods_line_too_names_the_cause()
    {
        var report = await OfLogsAsync(new ContainerLog("", "", "", false, [RefusedGateway.Closed, $"error security Failed to authenticate client from 10.0.0.7:4: Authenticator KubeJWTAuthenticator: {WrongAudience}"]));
        Assert.That((report.Explanations.Single().Finding.Code, report.Explanations.Single().Confidence), Is.EqualTo(("XDS002", Confidence.Likely)));
    }

    [Test]
    public async Task A_proxy_that_is_served_is_no_finding() => Assert.That(await OfLogsAsync(new ContainerLog("edge", "a", "istio-proxy", false, ["info\tEnvoy proxy is ready"])), Is.EqualTo(new XdsReport([], [])).Using<XdsReport>((a, b) => a.Explanations.Count == b.Explanations.Count && a.NotEvaluated.Count == b.NotEvaluated.Count));

    [Test]
    public async Task Without_a_cluster_the_logs_alone_are_used_and_nothing_is_called_ok()
    {
        using var mesh = new RefusedGateway { Alone = true, Words = WrongAudience };
        var report = await mesh.AnalyseAsync();
        Assert.That((report.Explanations.Single().Finding.Code, report.Explanations.Single().Confidence), Is.EqualTo(("XDS002", Confidence.Likely)));
        Assert.That(report.NotEvaluated, Is.Not.Empty);
    }

    [Test]
    public async Task An_address_that_was_translated_on_the_way_is_said()
    {
        using var mesh = new RefusedGateway { Address = "172.16.0.9", Words = WrongAudience };
        mesh.Projected["audience"] = "vault";
        var found = (await mesh.AnalyseAsync()).Explanations.Single();
        Assert.That(found.Finding.Code, Is.EqualTo("XDS002"));
        Assert.That(found.Finding.Evidence, Does.Contain("no line names the pod's address 10.244.0.").And.Contain("172.16.0.9, so that the network in between translates addresses"));
    }

    [Test]
    public async Task With_dry_run_client_no_token_is_asked_for_and_none_is_reviewed()
    {
        using var mesh = new RefusedGateway { DryRun = DryRun.Client };
        mesh.Projected["audience"] = "vault";
        var report = await mesh.AnalyseAsync();
        Assert.That(mesh.Reviews.Asked, Is.Zero);
        Assert.That(report.Explanations.Single().Finding.Code, Is.EqualTo("XDS002"), "the claims are read all the same");
    }

    [Test]
    public async Task Who_may_not_review_is_told_so_and_the_claims_decide()
    {
        using var mesh = new RefusedGateway { MayNotReview = true, Words = "something new" };
        var report = await mesh.AnalyseAsync();
        Assert.That((report.Explanations.Single().Finding.Code, report.Explanations.Single().Confidence), Is.EqualTo(("XDS020", Confidence.Possible)));
        Assert.That(report.NotEvaluated, Has.Some.Contains("the user may not create tokenreviews"));
    }

    [Test]
    public async Task An_image_without_cat_is_no_proof_that_the_file_cannot_be_read()
    {
        using var mesh = new RefusedGateway { Cat = new ExecResult(126, "", "exec: \"cat\": executable file not found in $PATH") };
        var report = await mesh.AnalyseAsync();
        Assert.That(report.Explanations.Single().Finding.Code, Is.EqualTo("XDS020"));
        Assert.That(report.NotEvaluated, Has.Some.Contains("executable file not found"));
    }

    [Test]
    public async Task A_file_of_megabytes_is_no_token_and_nothing_of_it_is_shown_or_kept()
    {
        using var mesh = new RefusedGateway { Token = _ => string.Concat(Enumerable.Repeat("another line of a log\n", 400_000)) };
        var found = (await mesh.AnalyseAsync()).Explanations.Single();
        Assert.That(found.Finding.Code, Is.EqualTo("XDS011"));
        Assert.That(found.Finding.Evidence, Does.Not.Contain("another line"));
        Assert.That(mesh.Journal.Secrets.Mask("another line of a log"), Is.EqualTo("another line of a log"), "a thousand lines are not a thousand secrets");
    }

    [Test]
    public async Task Where_the_file_cannot_be_read_the_volume_tells_the_audience()
    {
        using var mesh = new RefusedGateway { Cat = new ExecResult(126, "", "exec: \"cat\": executable file not found in $PATH") };
        mesh.Projected["audience"] = "vault";
        Assert.That((await mesh.AnalyseAsync()).Explanations.Single().Finding.Code, Is.EqualTo("XDS002"));
    }

    [Test]
    public async Task Both_tokens_accepted_means_that_the_cause_is_on_istiods_side()
    {
        using var mesh = new RefusedGateway();
        var found = (await mesh.AnalyseAsync()).Explanations.Single();
        Assert.That((found.Finding.Code, found.Confidence), Is.EqualTo(("XDS020", Confidence.Possible)));
        Assert.That(found.Finding.Evidence, Does.Contain("accepts the pod's token and a fresh one: it is what istiod asks, or whom").And.Contain("pod/istio-ingressgateway in istio-system, which is ready, differs in none of revision"));
    }

    [Test]
    public async Task A_token_that_a_restart_cures_is_told_apart_from_one_that_it_does_not()
    {
        using var mesh = new RefusedGateway { Meanwhile = cluster => RefusedGateway.RecreateAsync(cluster, "edge", "ingress") };
        Assert.That((await mesh.AnalyseAsync()).Explanations.Single().Finding.Evidence, Does.Contain("accepts a fresh token of the same account, and not the one in the pod").And.Contain("which a restart cures"));
    }

    [Test]
    public async Task What_differs_from_a_gateway_that_is_served_is_named()
    {
        using var mesh = new RefusedGateway();
        mesh.Projected["audience"] = "vault";
        Assert.That((await mesh.AnalyseAsync()).Explanations.Single().Finding.Evidence, Does.Contain("differs in audience (istio-ca there, vault here)"));
    }

    [Test]
    public async Task What_istiod_wrote_of_before_is_not_held_against_what_is_seen_now()
    {
        using var mesh = new RefusedGateway { Words = "token has expired" };
        var found = (await mesh.AnalyseAsync()).Explanations.Single();
        Assert.That((found.Finding.Code, found.Confidence), Is.EqualTo(("XDS005", Confidence.Possible)));
        Assert.That(found.Finding.Evidence, Does.StartWith("istiod says so, and it is not so any more: it counts until"));
    }

    [TestCase(false, false, false, "XDS020", "accepts the pod's token and a fresh one")]
    [TestCase(true, false, false, "XDS007", "serviceaccount/istio-reader-service-account in istio-system may not create tokenreviews")]
    [TestCase(true, true, false, "XDS008", "has no Secret with a token any more")]
    [TestCase(true, true, true, "XDS020", "accepts the pod's token and a fresh one")]
    public async Task Where_istiod_runs_elsewhere_its_reader_account_is_looked_at(bool account, bool right, bool token, string code, string words)
    {
        using var mesh = new RefusedGateway();
        mesh.Objects.Remove("pod/istiod");
        if (account)
        {
            mesh.Objects["reader"] = RefusedGateway.Json("""{ "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "istio-reader-service-account", "namespace": "istio-system" } }""");
        }

        if (right)
        {
            mesh.Objects["binding"] = RefusedGateway.Json("""
                { "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": { "name": "reader" }, "roleRef": { "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "istiod" },
                  "subjects": [{ "kind": "ServiceAccount", "name": "istio-reader-service-account", "namespace": "istio-system" }] }
                """);
        }

        if (token)
        {
            mesh.Objects["secret"] = RefusedGateway.Json("""
                { "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token", "data": { "token": "c2VjcmV0" },
                  "metadata": { "name": "reader-token", "namespace": "istio-system", "annotations": { "kubernetes.io/service-account.name": "istio-reader-service-account" } } }
                """);
        }

        var found = (await mesh.AnalyseAsync()).Explanations.Single();
        Assert.That(found.Finding.Code, Is.EqualTo(code), found.Finding.Evidence);
        Assert.That(found.Finding.Evidence, Does.Contain(words));
    }

    [Test]
    public async Task Pods_of_one_owner_are_one_finding()
    {
        var pods = Enumerable.Range(1, 30).Select(number => RefusedGateway.Json($$"""{ "metadata": { "name": "a-{{number:00}}", "namespace": "edge", "uid": "{{number}}", "ownerReferences": [{ "controller": true, "uid": "rs" }] }, "spec": {} }""")).ToList();
        var logs = pods.Select(pod => new ContainerLog("edge", (string)pod["metadata"]!["name"]!, "istio-proxy", false, [RefusedGateway.Closed]));
        var report = await new XdsAnalysis(new RunJournal(TimeProvider.System, new Secrets()), TimeProvider.System).AnalyseAsync(new EvidenceSet { TakenAt = default, Logs = [.. logs], Objects = new Dictionary<ResourceKind, IReadOnlyList<JsonObject>> { [ResourceKind.Pod] = pods } }, null, "istio-system", DryRun.Off, default);
        Assert.That(report.Explanations.Single().Finding.Subject, Is.EqualTo("pod/a-01 in edge and 29 more of its owner"));
    }

    [TestCase("gRPC config stream to xds-grpc closed: 7, authorization failed: no identities matched edge/other", "XDS021", "runs as serviceaccount/ingress in edge", "the token (audience, expiry, keys): istiod accepted it")]
    [TestCase("gRPC config stream to xds-grpc closed: 14, x509: certificate signed by unknown authority", "XDS022", "configmap/istio-ca-root-cert in edge is not there", "the token: it is looked at only after a connection is there")]
    [TestCase("gRPC config stream to xds-grpc closed: 14, server is not ready to serve discovery information", "XDS023", "1 of 1 istiod in istio-system are ready", "NetworkPolicy, DNS, firewall: istiod was reached and answered")]
    [TestCase("gRPC config stream to xds-grpc closed: 8, request rate limit exceeded", "XDS024", "1 of 1 istiod", "AuthorizationPolicy")]
    [TestCase("gRPC config stream to xds-grpc closed: 14, dial tcp 10.0.0.1:15012: i/o timeout", "XDS025", "no NetworkPolicy is in either namespace", "trust domain")]
    [TestCase("MountVolume.SetUp failed for volume \"istiod-ca-cert\" : configmap \"istio-ca-root-cert\" not found", "XDS026", "configmap/istio-ca-root-cert in edge is not there", "everything that a running proxy may meet")]
    public async Task The_other_statuses_have_their_own_findings_and_exclusions(string line, string code, string decisive, string not)
    {
        using var mesh = new RefusedGateway();
        mesh.ProxyLog.Clear();
        mesh.ProxyLog.Add(line);
        if (code == "XDS022")
        {
            mesh.Objects["configmap"] = Root("istio-system", "one");
        }

        var found = (await mesh.AnalyseAsync()).Explanations.Single();

        Assert.That(found.Finding.Code, Is.EqualTo(code));
        Assert.That(found.Finding.Evidence.Split('\n')[0], Does.Contain(decisive));
        Assert.That(found.RulesOut, Has.Some.StartWith(not));
        Assert.That(mesh.Reviews.Asked, Is.Zero, "no token is looked at where none was refused");
    }

    [Test]
    public async Task Two_roots_that_differ_prove_that_the_proxy_cannot_trust_istiod()
    {
        using var mesh = new RefusedGateway();
        mesh.ProxyLog.Clear();
        mesh.ProxyLog.Add("gRPC config stream to xds-grpc closed: 14, x509: certificate signed by unknown authority");
        (mesh.Objects["a"], mesh.Objects["b"]) = (Root("istio-system", "one"), Root("edge", "two"));
        var found = (await mesh.AnalyseAsync()).Explanations.Single();
        Assert.That((found.Confidence, found.Finding.Evidence.Split('\n')[0]), Is.EqualTo((Confidence.Proven, "configmap/istio-ca-root-cert in edge holds another root than that of istio-system")));
    }

    private static JsonObject Root(string ns, string pem) => RefusedGateway.Json($$"""{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "istio-ca-root-cert", "namespace": "{{ns}}" }, "data": { "root-cert.pem": "{{pem}}" } }""");

    private static Task<XdsReport> OfLogsAsync(params ContainerLog[] logs) =>
        new XdsAnalysis(new RunJournal(TimeProvider.System, new Secrets()), TimeProvider.System).AnalyseAsync(new EvidenceSet { TakenAt = default, Logs = logs }, null, "istio-system", DryRun.Off, default);
}
