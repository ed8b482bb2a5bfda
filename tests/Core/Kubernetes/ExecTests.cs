using System.Net.WebSockets;
using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace Mesh.Core.Tests.Kubernetes;

/// <summary>Commands in containers, over the server's websocket.</summary>
public sealed class ExecTests
{
    private const string Success = """{"metadata":{},"status":"Success"}""";
    private const string EndedWith7 = """{"metadata":{},"status":"Failure","message":"command terminated with non-zero exit code","reason":"NonZeroExitCode","details":{"causes":[{"reason":"ExitCode","message":"7"}]}}""";

    [Test]
    public async Task Output_and_error_come_apart_and_in_order()
    {
        await using var server = await Serving((1, "one "), (2, "oops"), (1, "two"), (3, Success));
        using var bench = new Workbench();
        var result = await RunAsync(bench, server);
        Assert.That(result, Is.EqualTo(new ExecResult(0, "one two", "oops")));
        var call = server.Calls.Single();
        Assert.That(call.Path, Is.EqualTo("/api/v1/namespaces/beta/pods/web/exec?container=istio-proxy&command=pilot-agent&command=request&command=GET&command=config_dump%3Fa%3Db&stdout=true&stderr=true"));
        Assert.That(call.Authorization, Is.EqualTo("Bearer abcdefgh"));
    }

    [Test]
    public async Task The_exit_code_is_the_commands_own()
    {
        await using var server = await Serving((2, "no"), (3, EndedWith7));
        using var bench = new Workbench();
        Assert.That(await RunAsync(bench, server), Is.EqualTo(new ExecResult(7, "", "no")));
    }

    [TestCase(""" {"status":"Failure","message":"container not found"} """, "container not found")]
    [TestCase("no JSON at all", "does not say how the command ended")]
    [TestCase("", "does not say how the command ended")]
    public async Task An_end_that_says_no_code_is_an_error(string status, string words)
    {
        await using var server = await Serving((1, "half"), (3, status));
        using var bench = new Workbench();
        Assert.That(() => RunAsync(bench, server), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.Unavailable).And.Message.Contains(words));
    }

    [TestCase(403, ExitCode.Forbidden)]
    [TestCase(404, ExitCode.NoInput)]
    public async Task A_refusal_keeps_its_meaning(int status, int code)
    {
        await using var server = await LoopbackServer.AnsweringAsync((status, "{}"));
        using var bench = new Workbench();
        Assert.That(() => RunAsync(bench, server), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(code).And.Message.Contains("run pilot-agent in istio-proxy of pod/web in beta"));
    }

    [Test]
    public void Nobody_there_is_no_answer()
    {
        using var bench = new Workbench();
        var cluster = bench.Connector.Connect("a", bench.Write("config", Workbench.Kubeconfig("a")));
        Assert.That(() => RunAsync(cluster), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.Unavailable));
    }

    [Test]
    public async Task Output_that_is_cut_off_is_no_result()
    {
        await using var server = await LoopbackServer.StartAsync(async (context, _) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
            await socket.SendAsync(new byte[] { 1, 65 }, WebSocketMessageType.Binary, true, CancellationToken.None);
            context.Abort();
        });
        using var bench = new Workbench();
        Assert.That(() => RunAsync(bench, server), Throws.TypeOf<MeshException>().With.Property("ExitCode").EqualTo(ExitCode.Unavailable));
    }

    private static Task<ExecResult> RunAsync(Workbench bench, LoopbackServer server) =>
        RunAsync(bench.Connector.Connect("a", bench.Write("config", Workbench.Kubeconfig("a", server.Address))));

    private static Task<ExecResult> RunAsync(ICluster cluster) =>
        cluster.ExecAsync("beta", "web", "istio-proxy", ["pilot-agent", "request", "GET", "config_dump?a=b"], CancellationToken.None);

    private static Task<LoopbackServer> Serving(params (byte Channel, string Text)[] messages) => LoopbackServer.StartAsync(async (context, _) =>
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync("v4.channel.k8s.io");
        foreach (var (channel, text) in messages)
        {
            byte[] message = [channel, .. Encoding.UTF8.GetBytes(text)];
            // In two frames, as a large message comes.
            await socket.SendAsync(message.AsMemory(0, 1), WebSocketMessageType.Binary, false, CancellationToken.None);
            await socket.SendAsync(message.AsMemory(1), WebSocketMessageType.Binary, true, CancellationToken.None);
        }

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    });
}
