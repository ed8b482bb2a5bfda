using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Diagnosis.Xds.Refusals;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Diagnosis.Xds;

/// <summary>Which lines of a proxy say that it gets nothing, and which branch they are.</summary>
public sealed class RefusalReaderTests
{
    [TestCase("DeltaAggregatedResources gRPC config stream to xds-grpc closed: 16, authentication failure{via_upstream}", "Unauthenticated")]
    [TestCase("StreamAggregatedResources gRPC config stream closed: 16, authentication failure", "Unauthenticated")]
    [TestCase("xdsproxy\tupstream [3] terminated with unexpected error rpc error: code = Unauthenticated desc = authentication failure", "Unauthenticated")]
    [TestCase("[2026-11-20T08:00:01.000Z] rpc error: code = Unauthenticated desc = authentication failure", "Unauthenticated")]
    [TestCase("failed to warm certificate: failed to generate workload certificate: create certificate: rpc error: code = Unauthenticated desc = request authenticate failure", "Unauthenticated")]
    [TestCase("DeltaAggregatedResources gRPC config stream to xds-grpc closed since 3072s ago: 7, authorization failed: no identities ([spiffe://cluster.local/ns/a/sa/b]) matched c/d", "IdentityMismatch")]
    [TestCase("gRPC config stream to xds-grpc closed: 14, connection error: desc = \"transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority\"", "UntrustedServer")]
    [TestCase("gRPC config stream to xds-grpc closed: 14, server is not ready to serve discovery information", "NotReady")]
    [TestCase("gRPC config stream to xds-grpc closed: 8, request rate limit exceeded", "Throttled")]
    [TestCase("gRPC config stream to xds-grpc closed: 14, connection error: desc = \"transport: Error while dialing: dial tcp: lookup istiod.istio-system.svc: no such host\"", "NoConnection")]
    [TestCase("gRPC config stream to xds-grpc closed: 4, deadline exceeded", "NoConnection")]
    [TestCase("Warning FailedMount MountVolume.SetUp failed for volume \"istiod-ca-cert\" : configmap \"istio-ca-root-cert\" not found", "RootMissing")]
    [TestCase("gRPC config stream to xds-grpc closed: 0, ", null)]
    [TestCase("gRPC config stream to xds-grpc closed: 13, ", null)]
    [TestCase("rpc error: code = Unauthenticated desc = invalid session", null)]
    [TestCase("MountVolume.SetUp failed for volume \"certs\" : secret \"web\" not found", null)]
    [TestCase("gRPC config stream closed: 99999999999999999999, what", null)]
    [TestCase("", null)]
    public void A_line_is_of_one_branch_or_of_none(string line, string? branch) => Assert.That(RefusalLine.Read(line)?.ToString(), Is.EqualTo(branch));

    [Test]
    public void What_was_before_the_proxy_became_ready_is_over()
    {
        Assert.That(Read(RefusedGateway.Closed, "info\tEnvoy proxy is ready"), Is.Empty);
        Assert.That(Read(RefusedGateway.Closed, "info\tEnvoy proxy is ready", RefusedGateway.Closed, RefusedGateway.Closed).Single().Count, Is.EqualTo(2));
    }

    [Test]
    public void A_refusal_by_istiod_counts_more_than_any_number_of_broken_connections() =>
        Assert.That(Read([.. Enumerable.Repeat("gRPC config stream to xds-grpc closed: 14, connection termination", 50), RefusedGateway.Closed, "gRPC config stream to xds-grpc closed: 14, connection termination"]).Single().Branch, Is.EqualTo(XdsBranch.Unauthenticated));

    [Test]
    public void The_present_run_tells_before_the_one_before_it()
    {
        var evidence = Evidence(new ContainerLog("edge", "a", "istio-proxy", true, [RefusedGateway.Closed]), new ContainerLog("edge", "a", "istio-proxy", false, ["gRPC config stream to xds-grpc closed: 8, request rate limit exceeded"]));
        Assert.That(new RefusalReader(new Secrets()).Read(evidence).Single().Branch, Is.EqualTo(XdsBranch.Throttled));
    }

    [Test]
    public void An_event_tells_of_a_pod_that_does_not_start()
    {
        var happened = (JsonObject)JsonNode.Parse("""{ "reason": "FailedMount", "message": "MountVolume.SetUp failed for volume \"istiod-ca-cert\" : configmap \"istio-ca-root-cert\" not found", "count": 7, "involvedObject": { "kind": "Pod", "namespace": "edge", "name": "a" } }""")!;
        var found = new RefusalReader(new Secrets()).Read(new EvidenceSet { TakenAt = default, Objects = new Dictionary<ResourceKind, IReadOnlyList<JsonObject>> { [ResourceKind.Event] = [happened, []] } }).Single();
        Assert.That((found.Subject, found.Branch, found.Count), Is.EqualTo(("pod/a in edge", XdsBranch.RootMissing, 7)));
    }

    [Test]
    public void A_hostile_log_is_read_in_no_time_and_shown_without_secrets_and_escapes()
    {
        var secrets = new Secrets();
        secrets.Add("hunter22");
        var endless = string.Concat(Enumerable.Repeat("gRPC config stream to closed since 1s ago rpc error: code = ", 200_000));
        var evidence = Evidence(new ContainerLog("edge", "a", "istio-proxy", false, [endless, "\e[31m" + RefusedGateway.Closed + " hunter22\0" + new string('x', 5_000_000)]));

        var found = new RefusalReader(secrets).Read(evidence).Single();

        Assert.That(found.Line, Does.Not.Contain("hunter22").And.Not.Contain("\e").And.Not.Contain("\0").And.EndsWith("…"));
        Assert.That(found.Line, Has.Length.LessThan(700));
    }

    private static IReadOnlyList<Refusal> Read(params string[] lines) => new RefusalReader(new Secrets()).Read(Evidence(new ContainerLog("edge", "a", "istio-proxy", false, lines)));

    private static EvidenceSet Evidence(params ContainerLog[] logs) => new() { TakenAt = default, Logs = logs };
}
