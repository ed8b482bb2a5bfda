using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Diagnosis;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Diagnosis.Live;

public sealed class MeshDiagnosisTests
{
    private const string Refused = "2026-11-21T08:00:01.000001Z\twarning\tenvoy config external/envoy/source/extensions/config_subscription/grpc/grpc_stream.h:190\tDeltaAggregatedResources gRPC config stream to xds-grpc closed: 16, authentication failure{via_upstream}";

    [Test]
    public async Task A_cluster_that_is_well_gives_nothing()
    {
        using var seen = await new DiagnosedCluster().HaveWorkload("web", "web:1", 3).DiagnoseAsync();
        Assert.That(seen.Codes, Is.Empty, seen.Notes);
        Assert.That(seen.Notes, Does.Contain("locust, namespace beta: 3 pods").And.Contain("nothing is wrong that could be seen"));
        Assert.That(seen.Ended, Is.EqualTo(StepStatus.Executed));
    }

    [Test]
    public async Task Six_pods_of_two_workloads_whose_image_cannot_be_pulled_are_one_finding_and_their_Service_stands_under_it()
    {
        var cluster = new DiagnosedCluster().HaveWorkload("web", "registry.invalid/web:43", 4).HaveWorkload("shop", "registry.invalid/web:43", 2);
        cluster.Behaviours.Add(new Behaviour { Image = "*/web:43", Outcome = Outcome.ImagePullFails });
        using var seen = await cluster.DiagnoseAsync();

        Assert.That(seen.Journal.Findings, Has.Count.EqualTo(1), seen.Notes);
        Assert.That(seen.First.Subject, Does.EndWith(" and 5 more"));
        Assert.That(seen.First.Evidence, Does.Contain("registry.invalid/web:43: not found").And.Contain("6 of them: pod/shop-").And.Contain("so that STA020 2 of them: service/shop in beta, service/web in beta"));
        Assert.That(seen.Report.Items("findings").Single().Elements("subjects").Count(), Is.EqualTo(6));
        Assert.That(seen.Report.Items("findings").Single().Elements("proof").Count(), Is.LessThanOrEqualTo(20));
    }

    [Test]
    public async Task A_crash_is_told_with_the_last_words_of_the_container()
    {
        var cluster = new DiagnosedCluster().HaveWorkload("web", "registry.invalid/web:43", 2);
        cluster.Behaviours.Add(new Behaviour { Image = "*/web:43", Outcome = Outcome.CrashLoops, Log = ["starting", "DB_PASSWORD=hunter2", "panic: no such table"], ExitCode = 3 });
        using var seen = await cluster.DiagnoseAsync();
        Assert.That(seen.Codes, Is.EqualTo(new[] { "ROL002" }), seen.Notes);
        Assert.That(seen.First.Evidence, Does.Contain("panic: no such table").And.Contain("ended with 3").And.Not.Contain("hunter2"));
    }

    [Test]
    public async Task A_Service_whose_selector_matches_nothing_says_what_is_near()
    {
        using var seen = await new DiagnosedCluster().HaveWorkload("web", "web:1").Have("""{ "apiVersion": "v1", "kind": "Service", "metadata": { "name": "old", "namespace": "beta" }, "spec": { "selector": { "app": "wep" }, "ports": [{ "port": 80 }] } }""").DiagnoseAsync();
        Assert.That(seen.Codes, Is.EqualTo(new[] { "STA020" }), seen.Notes);
        Assert.That(seen.First, Has.Property(nameof(Finding.Subject)).EqualTo("service/old in beta").And.Property(nameof(Finding.Severity)).EqualTo(Severity.Error));
        Assert.That(seen.First.Evidence, Does.Contain("its selector app=wep matches no pod and no workload; pod web-").And.Contain("has app=web instead"));
    }

    [Test]
    public async Task A_workload_that_is_scaled_to_0_is_a_warning()
    {
        using var seen = await new DiagnosedCluster().HaveWorkload("web", "web:1", 0).DiagnoseAsync();
        Assert.That(seen.Journal.Findings.Select(finding => (finding.Code, finding.Severity)), Is.EqualTo(new[] { ("STA020", Severity.Warning) }), seen.Notes);
        Assert.That(seen.First.Evidence, Does.Contain("which app=web selects: it is scaled to 0"));
    }

    [Test]
    public async Task A_webhook_that_fails_closed_and_leads_nowhere_is_found_whichever_namespace_its_Service_was_in()
    {
        using var seen = await new DiagnosedCluster().HaveWorkload("web", "web:1").Have("""
            { "apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration", "metadata": { "name": "left-behind" },
              "webhooks": [{ "name": "x.example.com", "failurePolicy": "Fail", "clientConfig": { "service": { "name": "gone", "namespace": "elsewhere" } } }] }
            """).DiagnoseAsync();
        Assert.That(seen.Codes, Is.EqualTo(new[] { "VFY011" }), seen.Notes);
        Assert.That(seen.First.Evidence, Does.Contain("there is no service/gone in elsewhere; failurePolicy Fail"));
    }

    [Test]
    public async Task What_may_not_be_read_is_not_evaluated_and_the_rest_is_looked_at()
    {
        var cluster = new DiagnosedCluster { Options = new() { Cluster = new() { Context = "locust" }, Istio = new(), Restarts = [new() { Namespace = "beta", Selector = "app=web" }, new() { Namespace = "gamma", Selector = "app=web" }] } };
        cluster.HaveWorkload("web", "web:1").Forbidden.AddRange([("pods", "gamma"), ("events", "beta"), ("nodes", null), ("mutatingwebhookconfigurations", null)]);
        using var seen = await cluster.DiagnoseAsync(new());
        Assert.That(seen.Codes, Is.Empty, seen.Notes);
        Assert.That(seen.Notes, Does.Contain("not evaluated: pods in gamma").And.Contain("not evaluated: events in beta").And.Contain("not evaluated: nodes"));
        Assert.That(seen.Report.Elements("notEvaluated").Count(), Is.GreaterThanOrEqualTo(4));
        Assert.That(seen.Ended, Is.EqualTo(StepStatus.NotEvaluated));
    }

    [Test]
    public void Where_no_pods_may_be_listed_at_all_it_is_77()
    {
        using var cluster = new DiagnosedCluster().HaveWorkload("web", "web:1");
        cluster.Forbidden.Add(("pods", "beta"));
        Assert.That(async () => await cluster.DiagnoseAsync(), Fails.With(ExitCode.Forbidden, "pods may not be listed"));
    }

    [Test]
    public void A_namespace_or_pod_that_was_named_and_is_not_there_is_66()
    {
        using var cluster = new DiagnosedCluster().HaveWorkload("web", "web:1");
        Assert.That(async () => await cluster.DiagnoseAsync(new() { Namespaces = ["bets"] }), Fails.With(ExitCode.NoInput, "there is no namespace bets in locust").And.Message.Contains("beta"));
        Assert.That(async () => await cluster.DiagnoseAsync(new() { Namespaces = ["beta"], Selector = "app=nobody" }), Fails.With(ExitCode.NoInput, "no pod in beta matches app=nobody"));
    }

    [TestCase("--from and --namespace are both given")]
    public void What_contradicts_itself_is_64(string words)
    {
        using var cluster = new DiagnosedCluster();
        Assert.That(async () => await cluster.DiagnoseAsync(new() { From = "x", Namespaces = ["beta"] }), Fails.With(ExitCode.Usage, words));
        Assert.That(async () => await cluster.DiagnoseAsync(new() { AllNamespaces = true, Namespaces = ["beta"] }), Fails.With(ExitCode.Usage, "--namespace and --all-namespaces are both given"));
        Assert.That(async () => await cluster.DiagnoseAsync(new() { Selector = "a b" }), Fails.With(ExitCode.Usage, "--selector holds 'a b'"));
        Assert.That(async () => await cluster.DiagnoseAsync(new() { Since = "soon" }), Fails.With(ExitCode.Usage, "--since is 'soon'"));
        Assert.That(async () => await cluster.DiagnoseAsync(new() { Namespaces = ["../x"] }), Fails.With(ExitCode.Usage, "'../x' is no name of a namespace"));
    }

    [Test]
    public async Task An_archive_says_the_same_as_the_cluster_it_was_made_of_without_any_cluster()
    {
        var cluster = new DiagnosedCluster().HaveWorkload("web", "registry.invalid/web:43", 2);
        cluster.Behaviours.Add(new Behaviour { Image = "*/web:43", Outcome = Outcome.CrashLoops, Log = ["panic: no such table"] });
        using var live = await cluster.DiagnoseAsync(new() { Namespaces = ["beta"], Evidence = "out/evidence.tar.gz" });
        Assert.That(live.Journal.Changes.Single(), Has.Property(nameof(ChangeRecord.Executed)).True.And.Property(nameof(ChangeRecord.Target)).EqualTo("file"));
        var first = await File.ReadAllBytesAsync(Path.Combine(live.Folder, "out", "evidence.tar.gz"));

        await live.DiagnoseAsync(new() { Namespaces = ["beta"], Evidence = "again.tar.gz" });
        Assert.That(await File.ReadAllBytesAsync(Path.Combine(live.Folder, "again.tar.gz")), Is.EqualTo(first), "the same state gives the same bytes");

        using var kept = new DiagnosedCluster { Options = new() };
        File.WriteAllBytes(Path.Combine(kept.Folder, "x.tar.gz"), first);
        await kept.DiagnoseAsync(new() { From = "x.tar.gz" });
        Assert.That(kept.Journal.Findings, Is.EqualTo(live.Journal.Findings.Take(kept.Journal.Findings.Count)).And.Not.Empty);
    }

    [Test]
    public async Task A_dry_run_looks_and_writes_no_archive()
    {
        var cluster = new DiagnosedCluster { DryRun = DryRun.Server }.HaveWorkload("web", "web:1");
        using var seen = await cluster.DiagnoseAsync(new() { Namespaces = ["beta"], Evidence = "evidence" });
        Assert.That(seen.Journal.Changes.Single().Executed, Is.False);
        Assert.That(Directory.EnumerateFileSystemEntries(seen.Folder), Is.Empty);
    }

    [Test]
    public async Task A_log_is_explained_without_any_cluster()
    {
        using var seen = new DiagnosedCluster { Options = new() };
        await File.WriteAllTextAsync(Path.Combine(seen.Folder, "build-121.log"), "+ kubectl get pods\nexec /usr/local/bin/pilot-discovery: exec format error\nAuthorization: Bearer abcdef0123456789\n");
        await seen.DiagnoseAsync(new() { Log = "build-121.log" });
        Assert.That(seen.First, Has.Property(nameof(Finding.File)).EqualTo("build-121.log").And.Property(nameof(Finding.Line)).EqualTo(2), seen.Notes);
        Assert.That(seen.Report.Items("findings").Single().Text("signature"), Is.Not.Empty);
        Assert.That(async () => await seen.DiagnoseAsync(new() { Log = "absent.log" }), Fails.With(ExitCode.NoInput, "the log absent.log is not there"));
        Assert.That(async () => await seen.DiagnoseAsync(new() { Log = "build-121.log", Since = "5m" }), Fails.With(ExitCode.Usage, "--log and --since are both given"));
    }

    [Test]
    public async Task A_refused_stream_in_a_log_alone_is_told_by_its_status_and_by_what_it_cannot_be()
    {
        using var seen = new DiagnosedCluster { Options = new() };
        await File.WriteAllTextAsync(Path.Combine(seen.Folder, "proxy.log"), $"2026-11-21T08:00:00.000001Z\tinfo\tcache\tstarting\n{Refused}\n{Refused}\n");
        await seen.DiagnoseAsync(new() { Log = "proxy.log" });
        Assert.Multiple(() =>
        {
            Assert.That(seen.Codes, Has.Exactly(1).StartsWith("XDS").And.None.EqualTo("DIA028"), seen.Notes);
            Assert.That(seen.First, Has.Property(nameof(Finding.File)).EqualTo("proxy.log").And.Property(nameof(Finding.Line)).EqualTo(2));
            Assert.That(seen.First.Evidence, Does.Contain("authentication failure{via_upstream}").And.Contain("AuthorizationPolicy"));
        });
    }

    [TestCase("""{ "name": "istio-proxy", "image": "registry.invalid/proxyv2:1" }""")]
    [TestCase("""{ "name": "ingress", "image": "registry.invalid/envoy:1", "args": ["proxy", "router"] }""")]
    [TestCase("""{ "name": "mesh", "image": "registry.invalid/mirror/proxyv2:1" }""")]
    public async Task A_proxy_that_istiod_refuses_is_explained_by_its_own_analysis_and_not_by_what_it_says(string container)
    {
        var cluster = new DiagnosedCluster().Have($$"""
            { "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "gw", "namespace": "beta" }, "spec": { "replicas": 2, "selector": { "matchLabels": { "app": "gw" } },
              "template": { "metadata": { "labels": { "app": "gw" } }, "spec": { "containers": [{{container}}] } } } }
            """);
        cluster.Behaviours.Add(new Behaviour { Image = "registry.invalid/*", Outcome = Outcome.NeverReady, Log = [Refused] });
        using var seen = await cluster.DiagnoseAsync();
        Assert.Multiple(() =>
        {
            // Written by hand, without the volume that the injector adds.
            Assert.That(seen.First.Code, Is.EqualTo("XDS001"), seen.Notes);
            Assert.That(seen.Codes, Has.None.EqualTo("DIA028").And.None.EqualTo("STA011"));
            Assert.That((JsonArray)seen.Report["findings"]![0]!["subjects"]!, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public async Task Tctl_is_looked_at_where_it_is_configured()
    {
        using var cluster = new DiagnosedCluster().HaveWorkload("web", "web:1");
        await File.WriteAllTextAsync(Path.Combine(cluster.Folder, "tctl"), "current_profile: a\nprofiles: { a: { cluster: c, username: u } }\nclusters: { c: { bridge_address: 'x:8443' } }\nusers: { u: { tenant: t } }\n");
        cluster.Options = cluster.Options with { Tctl = new() { Config = "tctl" } };
        await cluster.DiagnoseAsync();
        Assert.That(cluster.Codes, Is.EqualTo(new[] { "TCT004" }), cluster.Notes);
    }

    [Test]
    public void Another_cluster_than_the_pinned_one_is_78()
    {
        using var cluster = new DiagnosedCluster { Options = new() { Cluster = new() { Context = "locust", Identity = "00000000-0000-0000-0000-000000000000" } } };
        Assert.That(async () => await cluster.DiagnoseAsync(), Fails.With(ExitCode.Configuration, "is another cluster"));
    }

    [Test]
    public async Task Warnings_older_than_asked_for_do_not_count()
    {
        DiagnosedCluster Cluster() => new DiagnosedCluster().HaveWorkload("web", "web:1").Have("""
            { "apiVersion": "v1", "kind": "Event", "metadata": { "name": "a.1", "namespace": "beta" }, "type": "Warning", "reason": "FailedMount", "message": "the volume is not there", "lastTimestamp": "2026-11-21T07:00:00Z",
              "involvedObject": { "kind": "Pod", "namespace": "beta", "name": "a" } }
            """);
        using var all = await Cluster().DiagnoseAsync();
        Assert.That(all.Report.Number("objects", "events"), Is.EqualTo(1));
        using var late = await Cluster().DiagnoseAsync(new() { Namespaces = ["beta"], Since = "30m" });
        Assert.That(late.Report.Number("objects", "events"), Is.Zero);
    }
}
