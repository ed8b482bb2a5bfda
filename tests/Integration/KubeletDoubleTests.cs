using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Integration.Environment;
using Mesh.Integration.Rollouts;

namespace Mesh.Integration;

/// <summary>The kubelet's double, asked through the real API server.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class KubeletDoubleTests
{
    [Test]
    public async Task A_deployment_rolls_out_there_and_its_containers_answer_through_the_API_server()
    {
        var plane = await SharedControlPlane.RequireAsync();
        var work = await TestNamespace.InAsync(plane, $"kubelet-{Guid.NewGuid().ToString("N")[..8]}");
        await using var kubelet = await KubeletDouble.StartAsync(plane, $"double-{work.Namespace[8..]}");
        kubelet.Answer(work.Namespace, "web-*", "web", "cat /etc/name", new ExecAnswer("hello\n"));
        kubelet.Answer(work.Namespace, "web-*", "web", "false", new ExecAnswer("so far", "no\n", 7));
        var large = new string('x', 3_000_000);
        kubelet.Answer(work.Namespace, "web-*", "web", "dump", question => new ExecAnswer($"{question.Pod} {large}"));

        await work.ApplyAsync($$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web }
            spec:
              selector: { matchLabels: { app: web } }
              template: { metadata: { labels: { app: web } }, spec: { {{kubelet.PodFields}}, containers: [{ name: web, image: "registry.invalid/web:1" }] } }
            """);
        (await plane.KubectlAsync("rollout", "status", "deployment/web", "--namespace", work.Namespace, "--timeout=60s")).Succeeded();
        var pod = (string)JsonNode.Parse((await plane.KubectlAsync("get", "pods", "--namespace", work.Namespace, "--output", "json")).Output)!["items"]![0]!["metadata"]!["name"]!;
        kubelet.Log(work.Namespace, pod, "web", "one\ntwo\nthree\n");

        Assert.That(await ExecAsync("cat", "/etc/name"), Is.EqualTo(new ExecResult(0, "hello\n", "")));
        Assert.That(await ExecAsync("false"), Is.EqualTo(new ExecResult(7, "so far", "no\n")));
        Assert.That((await ExecAsync("dump")).Output, Is.EqualTo($"{pod} {large}"));
        Assert.That(() => ExecAsync("unknown"), Throws.TypeOf<MeshException>().With.Message.Contains("executable file not found"));
        Assert.That(await work.Cluster.GetLogsAsync(work.Namespace, pod, "web", 2, false, default), Is.EqualTo("two\nthree\n"));
        Assert.That(kubelet.Asked.Select(question => question.Command), Is.EqualTo(new[] { "cat /etc/name", "false", "dump", "unknown" }));

        Task<ExecResult> ExecAsync(params string[] command) => work.Cluster.ExecAsync(work.Namespace, pod, "web", command, default);
    }
}
