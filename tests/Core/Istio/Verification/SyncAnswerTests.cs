using Mesh.Core.Istio.Verification;

namespace Mesh.Core.Tests.Istio.Verification;

/// <summary>What istiod prints of its proxies, in both forms, and what only looks like it.</summary>
public sealed class SyncAnswerTests
{
    [TestCase("n1", "n1", "n2", "n2", SyncState.Synced)]
    [TestCase("n1", "n1", "n3", "n2", SyncState.Stale)]
    [TestCase("n1", "", "n3", "n3", SyncState.Stale)]
    [TestCase("", "", "", "", SyncState.NotSent)]
    [TestCase("n1", "n1", "", "", SyncState.NotSent)]
    public void The_older_form_says_it_in_members_of_each_type(string clusterSent, string clusterAcked, string listenerSent, string listenerAcked, object state)
    {
        var answer = Read($$"""{ "cluster_id": "Kubernetes", "proxy": "web-1.beta", "istio_version": "1.19.0", "cluster_sent": "{{clusterSent}}", "cluster_acked": "{{clusterAcked}}", "listener_sent": "{{listenerSent}}", "listener_acked": "{{listenerAcked}}" }""");
        Assert.That((answer.Proxy, answer.Namespace, answer.Cluster, answer.IstioVersion, answer.Sync), Is.EqualTo(("web-1", "beta", "Kubernetes", "1.19.0", (SyncState)state)));
    }

    [TestCase("""{ "type.googleapis.com/envoy.config.cluster.v3.Cluster": { "sent": "a", "acked": "a" }, "type.googleapis.com/envoy.config.listener.v3.Listener": { "sent": "b", "acked": "b" } }""", SyncState.Synced, "")]
    [TestCase("""{ "CDS": { "sent": "a", "acked": "a" }, "LDS": { "sent": "c", "acked": "b" }, "RDS": {} }""", SyncState.Stale, "listener")]
    [TestCase("""{ "CDS": { "sent": "a", "acked": "a" }, "LDS": { "sent": "b", "acked": "b" }, "RDS": {} }""", SyncState.Synced, "")]
    [TestCase("""{ "CDS": { "sent": "a", "acked": "a" }, "LDS": {} }""", SyncState.NotSent, "listener")]
    [TestCase("""{ "CDS": { "sent": "a", "acked": "a" }, "LDS": { "sent": "c", "acked": "b", "lastError": "bind: address\n in use" } }""", SyncState.Rejected, "listener")]
    [TestCase("""{ "LDS": { "sent": "b", "acked": "b", "lastError": { "code": 13, "message": "no" } } }""", SyncState.Rejected, "listener")]
    [TestCase("""{ "istio.workload.Address": { "sent": "b", "acked": "b" } }""", SyncState.Synced, "")]
    [TestCase("{}", SyncState.NotSent, "")]
    public void The_newer_form_says_it_by_type(string resources, object state, string behind)
    {
        var answer = Read($$"""{ "proxy": "web.1.beta", "cluster_sent": "", "resources": {{resources}} }""");
        Assert.That((answer.Proxy, answer.Namespace, answer.Sync, string.Join(' ', answer.Behind)), Is.EqualTo(("web.1", "beta", (SyncState)state, behind)));
        Assert.That(answer.LastError, answer.Sync == SyncState.Rejected ? Is.Not.Empty.And.Not.Contains("\n") : Is.Null);
    }

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("""[1, null, "web.beta", {}, { "proxy": 1 }, { "proxy": "web" }, { "proxy": ".beta" }, { "proxy": "web." }]""")]
    public void What_names_no_proxy_is_left_out(string text) => Assert.That(SyncAnswer.Read(text), Is.Empty);

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("[{")]
    [TestCase("404 page not found")]
    [TestCase("[] []")]
    public void What_is_no_answer_is_refused(string text) => Assert.That(() => SyncAnswer.Read(text), Throws.TypeOf<FormatException>().With.Message.StartsWith("the answer is no"));

    [Test]
    public void What_is_too_deep_or_too_long_is_refused_or_cut()
    {
        Assert.That(() => SyncAnswer.Read(new string('[', 10_000)), Throws.TypeOf<FormatException>());
        Assert.That(() => SyncAnswer.Read($"[{string.Join(',', Enumerable.Repeat("1", 100_001))}]"), Throws.TypeOf<FormatException>().With.Message.Contains("more than 100000"));
        Assert.That(Read($$"""{ "proxy": "web.beta", "resources": { "LDS": { "sent": "b", "lastError": "{{new string('x', 100_000)}}" } } }""").LastError, Has.Length.LessThan(2100));
        Assert.That(Read("""{ "proxy": "web.beta", "proxy": "api.beta", "istio_version": "\ud800", "resources": { "LDS": { "sent": "b", "lastError": "\u001b[31mred" } } }""").LastError, Is.EqualTo("red"));
    }

    private static SyncAnswer Read(string entry) => SyncAnswer.Read($"[{entry}]").Single();
}
