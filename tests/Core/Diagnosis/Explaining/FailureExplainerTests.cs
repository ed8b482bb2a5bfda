using System.Runtime.Versioning;
using System.Text.Json;
using Mesh.Core.Diagnosis.Explaining;
using Mesh.Core.Diagnosis.Signatures;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Reporting;
using Mesh.Core.Tests.Helm;
using Mesh.Core.Tests.Rollouts;
using static Mesh.Core.Tests.Rollouts.Objects;

namespace Mesh.Core.Tests.Diagnosis.Explaining;

/// <summary>Rollouts and helm name the cause, and keep their exit codes.</summary>
public sealed class FailureExplainerTests
{
    private static FailureExplainer Explainer => new(() => SignatureBooks.BuiltIn, TimeProvider.System);

    [Test]
    public async Task A_crash_is_told_with_what_its_log_says_it_comes_from()
    {
        var bench = new Bench(explains: Explainer);
        bench.Cluster.Logs = _ => "starting\nexec /usr/local/bin/app: exec format error\n";
        var rollout = HalfWay(bench);
        await bench.ReachAsync("1 of 3 updated");
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: CrashLoop()));

        var failure = await bench.FailsAfterAsync(TimeSpan.Zero, rollout);

        var finding = bench.Journal.Findings.Single();
        Assert.Multiple(() =>
        {
            Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.RolloutFailed));
            Assert.That(failure.Reason, Does.StartWith("deployment/web in beta: pod web-abc: CrashLoopBackOff").And.Contain("exec format error; DIA094: The image is built for another architecture"));
            Assert.That(failure.Remedy, Does.Contain("Mesh.MirrorImages"));
            Assert.That(finding.Code, Is.EqualTo("ROL002"));
            Assert.That(finding.Cause, Does.StartWith("The image is built for another architecture"));
            Assert.That(finding.Evidence, Does.Contain("\nDIA094: exec /usr/local/bin/app: exec format error"));
        });
    }

    [Test]
    public async Task A_pull_that_fails_is_told_with_what_the_registry_says()
    {
        var bench = new Bench(explains: Explainer);
        var rollout = HalfWay(bench);
        await bench.ReachAsync("1 of 3 updated");
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: Waiting("ErrImagePull", "failed to resolve reference \\\"docker.io/istio/pilot:v1.30.3\\\": docker.io/istio/pilot:v1.30.3: not found")));
        await bench.ReachAsync("pod web-abc: ErrImagePull");

        var failure = await bench.FailsAfterAsync(TimeSpan.FromSeconds(5), rollout);

        Assert.That((failure.ExitCode, failure.Remedy), Is.EqualTo((ExitCode.RolloutFailed, "Write the tag without v")));
        Assert.That(failure.Reason, Does.EndWith("; DIA096: The tag is written with a v before it, which Istio's tags have not"));
    }

    [Test]
    public async Task A_time_limit_is_told_with_what_the_log_of_the_unready_container_says()
    {
        var bench = new Bench(explains: Explainer);
        bench.Cluster.Logs = _ => "2026-11-21T10:00:00Z\twarn\tDeltaAggregatedResources gRPC config stream to xds-grpc closed: 16, authentication failure{via_upstream}\n";
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: """{ "phase": "Running", "containerStatuses": [{ "name": "istio-proxy", "ready": false, "state": { "running": {} } }] }"""));
        var rollout = HalfWay(bench);
        await bench.ReachAsync("1 of 3 updated");

        var failure = await bench.FailsAfterAsync(TimeSpan.FromMinutes(5), rollout);

        Assert.That(failure.ExitCode, Is.EqualTo(ExitCode.TimeLimit));
        Assert.That(failure.Reason, Does.Contain("its container istio-proxy is not ready").And.Contain("; DIA028: "));
    }

    [Test]
    public async Task What_only_says_that_something_has_failed_is_no_cause()
    {
        var bench = new Bench(explains: Explainer);
        bench.Cluster.Logs = _ => "out of ideas\n";
        var rollout = HalfWay(bench);
        await bench.ReachAsync("1 of 3 updated");
        bench.Cluster.Put(ResourceKind.Pod, Pod("web-abc", status: CrashLoop()));

        var failure = await bench.FailsAfterAsync(TimeSpan.Zero, rollout);

        Assert.That(failure.Reason, Does.Not.Contain("DIA"));
        Assert.That(failure.Remedy, Is.EqualTo(Catalogue.CrashLoop.Remedy));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "the fake helm is a shell script")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_helm_that_fails_keeps_its_code_and_its_words_and_names_the_cause()
    {
        using var fake = new FakeHelm();
        var journal = new RunJournal(TimeProvider.System, new Secrets()) { Explains = Explainer };
        var helm = new HelmCommand(fake.Stage.Runner, journal, fake.Executable);
        fake.Answer("upgrade", "", 1, "Error: UPGRADE FAILED: cannot patch \"web\" with kind Deployment: Deployment.apps \"web\" is invalid:\nspec.selector: Invalid value: field is immutable\n");

        var failure = await Refused(helm.UpgradeAsync(new HelmTarget("locust-eks", null), new HelmRelease("web", fake.Chart, "beta"), default));

        Assert.Multiple(() =>
        {
            Assert.That(failure.ExitCode, Is.EqualTo(1));
            Assert.That(failure.Reason, Does.StartWith("helm upgrade ended with 1: spec.selector: Invalid value: field is immutable; DIA131: The selector of a workload has changed"));
            Assert.That(failure.Remedy, Does.StartWith("Keep the selector"));
            Assert.That(journal.Findings.Single().Code, Is.EqualTo("DIA131"));
            Assert.That(journal.Findings.Single().Subject, Is.EqualTo("release web in beta"));
        });
    }

    [Test]
    public void A_users_file_that_cannot_be_read_does_not_stand_in_the_way()
    {
        var explainer = new FailureExplainer(() => throw new MeshException(ExitCode.MalformedInput, "own.yaml:1:1: a map", "Correct it"), TimeProvider.System);
        Assert.That(explainer.Explain([new FailureMessage(MessageOrigin.Helm, "release web in beta", "Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress")])?.Code, Is.EqualTo("DIA110"));
    }

    [Test]
    public void Signatures_have_rules_in_sarif_and_so_have_a_users_own()
    {
        var folder = Directory.CreateTempSubdirectory("mesh-sarif-").FullName;
        try
        {
            var journal = new RunJournal(TimeProvider.System, new Secrets());
            journal.Find(new Finding("OUR001", Severity.Warning, "orders", "queue orders is full", "The reader is down", "Start it"));
            journal.Find(Explainer.Explain([new FailureMessage(MessageOrigin.Log, "pod/web-1 in beta", "exec /app: exec format error")])!);
            SarifReport.Write(folder, journal);
            using var sarif = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, SarifReport.FileName)));
            var run = sarif.RootElement.GetProperty("runs")[0];
            var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray().ToDictionary(rule => rule.GetProperty("id").GetString()!);
            Assert.Multiple(() =>
            {
                Assert.That(rules.Keys, Is.EqualTo(new[] { "DIA094", "OUR001" }));
                Assert.That(rules["DIA094"].GetProperty("shortDescription").GetProperty("text").GetString(), Is.EqualTo("Program of another architecture"));
                Assert.That(rules["OUR001"].GetProperty("help").GetProperty("text").GetString(), Is.EqualTo("Start it"));
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<MeshException> Refused(Task work)
    {
        try
        {
            await work;
        }
        catch (MeshException exception)
        {
            return exception;
        }

        throw new AssertionException("it went well");
    }

    private static Task<RolloutStatus> HalfWay(Bench bench)
    {
        bench.Cluster.Put(ResourceKind.ReplicaSet, ReplicaSet("web-old", "1"), ReplicaSet("web-new", "2"));
        bench.Cluster.Put(ResourceKind.Deployment, Deployment(updated: 1));
        return bench.WaitAsync(Bench.Web);
    }
}
