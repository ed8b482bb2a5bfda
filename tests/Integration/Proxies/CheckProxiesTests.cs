using System.Runtime.Versioning;
using Mesh.Contracts;
using Mesh.Core.Model.Objects;

namespace Mesh.Integration.Proxies;

/// <summary>Mesh.CheckProxies as a user runs it, on a real API server that passes its questions on to containers and to port 15021 of pods.</summary>
[UnsupportedOSPlatform("windows")]
[NonParallelizable]
public sealed class CheckProxiesTests
{
    [Test]
    public async Task Proxies_that_are_served_end_with_0_and_nothing_is_written()
    {
        await using var site = await ProxySite.OpenAsync();
        var before = site.Plane.AuditLog.Position;

        var outcome = await site.CheckAsync("--fail-on", "warning");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Output, Does.Contain("3 of 3 proxies as they should be; 200 on 15021 is latched").And.Not.Contain("not evaluated"));
        Assert.That(site.Ports.Asked, Is.EquivalentTo(ProxySite.Pods.Select(pod => $"{site.Namespace}/{pod} /healthz/ready")), "through the API server, each once");
        Assert.That(site.Report["proxies"].Items("proxies").Select(proxy => $"{proxy.Text("pod")} {proxy.Number("port15021")} {proxy.Text("sync")} {proxy.Text("istiod")}"), Is.EqualTo(new[] { "web-1 200 Synced istiod-a", "web-2 200 Synced istiod-b", "web-3 200 Synced istiod-a" }));
        Assert.That(site.Plane.AuditLog.Read(before).Where(request => request.User == "mesh-test-admin" && request.UserAgent.StartsWith("mesh/", StringComparison.Ordinal) && request.IsMutation && request.Subresource != "exec" && !request.DryRun), Is.Empty);
    }

    [Test]
    public async Task Each_trouble_is_told_from_the_others()
    {
        await using var site = await ProxySite.OpenAsync();
        await site.AddAsync("closed", port: 1);
        await site.AddAsync("lost");
        site.Ports.Answer(site.Namespace, "web-1", 503);
        site.Connections.RemoveAll(one => one.Entry.Text("proxy") == $"web-2.{site.Namespace}");
        ServingMesh.Listener(site.Connections.Find(one => one.Entry.Text("proxy") == $"web-3.{site.Namespace}").Entry)["lastError"] = "Error adding listener 0.0.0.0_80: no such filter";
        foreach (var name in new[] { "closed", "lost", "gone" })
        {
            site.Connections.Add(("istiod-a", ServingMesh.Connection(name, site.Namespace)));
        }

        var outcome = await site.CheckAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(site.Found, Is.EqualTo(new[] { "VFY030 pod/web-2 in NS", "PRX001 pod/web-1 in NS", "PRX002 pod/closed in NS", "VFY032 pod/web-3 in NS", "PRX003 gone in NS" }));
        Assert.That(outcome.Output, Does.Contain("15021 answers 503").And.Contain("1 is closed: nothing listens there").And.Contain("listener: Error adding listener 0.0.0.0_80: no such filter")
            .And.Contain($"not evaluated: 15021 of 1 proxy, pod/lost in {site.Namespace} for one: address not allowed"));
    }

    [Test]
    public async Task It_waits_until_all_are_served_and_says_who_is_not_when_the_time_is_over()
    {
        await using var site = await ProxySite.OpenAsync();
        var listener = ServingMesh.Listener(site.Connections[0].Entry);
        listener["sent"] = "l2";

        var late = await site.CheckAsync("--wait", "--timeout", "4s");

        Assert.That(late.ExitCode, Is.EqualTo(75), late.ToString());
        Assert.That(late.LastErrorLine, Does.Contain($"1 of 3 proxies are not as they should be: pod/web-1 in {site.Namespace}, not acknowledged: listener"));

        var asked = site.Asked;
        site.Before = number =>
        {
            if (number == asked + 5)
            {
                listener["acked"] = "l2";
            }
        };
        var waited = await site.CheckAsync("--wait", "--timeout", "60s");

        Assert.That(waited.ExitCode, Is.Zero, waited.ToString());
        Assert.That(waited.Output, Does.Contain("3 of 3 proxies as they should be"));
        Assert.That(site.Asked - asked, Is.InRange(6, 10));
    }

    [Test]
    public async Task Without_the_right_to_the_proxy_of_pods_15021_is_not_evaluated()
    {
        await using var site = await ProxySite.OpenAsync();
        await site.ApplyAsync("""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: { name: looks }
            rules: [{ apiGroups: [""], resources: [pods], verbs: [get, list] }, { apiGroups: [""], resources: [pods/exec], verbs: [get, create] }]
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: { name: looks }
            roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: looks }
            subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: User, name: nobody-rights }]
            """);

        var outcome = await site.CheckAsync("--kubeconfig", site.Plane.NobodyKubeconfig, "--kube-context", "mesh-nobody");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Output, Does.Contain($"not evaluated: 15021 of 3 proxies, pod/web-1 in {site.Namespace} for one: get pods/proxy in {site.Namespace} is not allowed").And.Contain("which revision a tag stands for"));
        Assert.That(site.Ports.Asked, Is.Empty);
        Assert.That(site.Report.Items("steps").Last().Text("status"), Is.EqualTo("NotEvaluated"));
    }

    [Test]
    public async Task Nothing_there_ends_with_66()
    {
        await using var site = await ProxySite.OpenAsync();
        var outcome = await site.CheckAsync("--selector", "app=nobody");
        Assert.That(outcome.ExitCode, Is.EqualTo(66), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain($"no pod in {site.Namespace}, labelled app=nobody has a proxy"));
    }
}
