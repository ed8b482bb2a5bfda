using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Istio.ProxyStatus;

/// <summary>Mesh.CheckProxies --wait: until all are as they should be, and no longer.</summary>
public sealed class ProxyWaitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Test]
    public async Task It_asks_again_with_growing_pauses_until_the_proxy_is_synced()
    {
        using var stage = new ProxyStage();
        stage.Before = number => ProxyCheckTests.Resources(stage, number > 8 ? ProxyStage.Synced : ProxyStage.Stale);
        await stage.CheckAsync(wait: Limit);
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Asked, Has.Count.EqualTo(10), "two istiods, five times");
        Assert.That(stage.Pauses.Where(pause => pause <= TimeSpan.FromSeconds(4)).Distinct(), Is.SupersetOf(new[] { TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4) }));
        Assert.That(stage.Notes, Does.Contain("3 of 3 proxies as they should be"));
    }

    [Test]
    public async Task A_pod_that_comes_meanwhile_is_waited_for_and_one_that_goes_is_not()
    {
        using var stage = new ProxyStage();
        stage.Connections.RemoveAt(0);
        var isChanged = false;
        stage.Before = number =>
        {
            if (number > 2 && !isChanged)
            {
                isChanged = true;
                stage.Hand.DeleteAsync(ResourceKind.Pod, "beta", "web-1", dryRun: false, default).GetAwaiter().GetResult();
                stage.Hand.CreateAsync(ResourceKind.Pod, (JsonObject)JsonNode.Parse("""{ "metadata": { "name": "web-3", "namespace": "beta" }, "spec": { "containers": [{ "name": "istio-proxy", "image": "proxyv2:1" }] } }""")!, dryRun: false, default).GetAwaiter().GetResult();
            }

            if (number == 7)
            {
                stage.Connections.Add(("istiod-b", "web-3.beta", "1.29.0", ProxyStage.Synced));
            }
        };
        await stage.CheckAsync(wait: Limit);
        Assert.That(stage.Journal.Findings, Is.Empty);
        Assert.That(stage.Report.Items("proxies").Select(proxy => proxy.Text("pod")), Is.EqualTo(new[] { "web-2", "web-3", "edge" }));
    }

    [Test]
    public void When_the_time_is_over_it_says_who_is_missing_and_why()
    {
        using var stage = new ProxyStage();
        ProxyCheckTests.Resources(stage, ProxyStage.Stale);
        Assert.That(() => stage.CheckAsync(wait: TimeSpan.FromSeconds(20)), Fails.With(ExitCode.TimeLimit, "after 20s 1 of 3 proxies are not as they should be: pod/web-1 in beta, not acknowledged: listener"));
        Assert.That(stage.Found, Is.EqualTo(new[] { "VFY033 pod/web-1 in beta" }));
        Assert.That(stage.Asked, Has.Count.LessThan(20));
    }

    [Test]
    public async Task What_time_does_not_cure_is_not_waited_for()
    {
        using var stage = new ProxyStage();
        stage.Connections[0] = ("istiod-a", "web-1.beta", "1.27.3", ProxyStage.Synced);
        await stage.CheckAsync(wait: Limit);
        Assert.That(stage.Found, Is.EqualTo(new[] { "VFY036 pod/web-1 in beta" }));
        Assert.That(stage.Asked, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Who_has_said_200_is_not_asked_again()
    {
        using var stage = new ProxyStage();
        var questions = 0;
        stage.Cluster.Raw = path =>
        {
            questions++;
            return null;
        };
        stage.Before = number => ProxyCheckTests.Resources(stage, number > 6 ? ProxyStage.Synced : ProxyStage.Stale);
        await stage.CheckAsync(wait: Limit);
        Assert.That(questions, Is.EqualTo(3));
    }
}
