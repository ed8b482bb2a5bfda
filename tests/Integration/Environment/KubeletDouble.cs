using System.Collections.Concurrent;
using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Mesh.Integration.Environment;

/// <summary>
/// Stands for the kubelet of one node: the real API server passes exec and logs on to it, and it answers what the test told it. Pods on its node become Running and Ready, and go when they are deleted.
/// Pods come there by <c>nodeName</c>, or by <see cref="PodFields"/> in a template, so that Deployments roll out there; nobody else's do, since the node has a taint.
/// </summary>
/// <remarks>The API server asks a kubelet on port and address of the Node's status, takes any certificate, and passes a websocket on as it came: kubernetes, pkg/registry/core/pod/strategy.go.</remarks>
public sealed class KubeletDouble : IAsyncDisposable
{
    private const string Protocol = "v4.channel.k8s.io";
    private const int Frame = 32 * 1024;

    private readonly ConcurrentStack<(Func<ExecQuestion, bool> Fits, Func<ExecQuestion, ExecAnswer> Answer)> answers = new();
    private readonly ConcurrentQueue<ExecQuestion> asked = new();
    private readonly ConcurrentDictionary<(string Ns, string Pod, string Container), string> logs = new();
    private readonly WebApplication server;
    private readonly DoubleNode node;

    private KubeletDouble(WebApplication server, DoubleNode node) => (this.server, this.node) = (server, node);

    /// <summary>The name of its node.</summary>
    public string Node => node.Name;

    /// <summary>What a pod's spec needs to be scheduled here, as members in JSON, which YAML's flow form takes too: <c>"nodeSelector": {…}, "tolerations": […]</c>.</summary>
    public string PodFields => node.PodFields;

    /// <summary>Every question that came, in order.</summary>
    public IReadOnlyList<ExecQuestion> Asked => [.. asked];

    /// <summary>Which pods become Ready, by namespace and pod; all unless said otherwise. Asked when a pod changes.</summary>
    public Func<string, string, bool> Starts
    {
        set => node.Starts = value;
    }

    /// <summary>The address of a pod, by namespace and pod; null for one that leads nowhere. Asked when a pod starts.</summary>
    public Func<string, string, string?> Address
    {
        set => node.Address = value;
    }

    /// <summary>Makes the node and starts to answer for it.</summary>
    /// <param name="plane">Whose node.</param>
    /// <param name="name">The node's name, unique on the control plane.</param>
    /// <param name="architecture">As kubernetes.io/arch has it.</param>
    public static async Task<KubeletDouble> StartAsync(ControlPlane plane, string name, string architecture = "amd64")
    {
        using var certificate = Certificate();
        KubeletDouble? kubelet = null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null));
        }));
        var server = builder.Build();
        server.UseWebSockets();
        server.Run(context => kubelet!.ServeAsync(context));
        await server.StartAsync();
        var node = new DoubleNode(plane, name, architecture, new Uri(server.Urls.Single()).Port);
        kubelet = new KubeletDouble(server, node);
        await node.JoinAsync();
        return kubelet;
    }

    /// <summary>Says what a command prints. A later answer wins over an earlier one.</summary>
    /// <param name="ns">The pods' namespace.</param>
    /// <param name="pod">The pod's name, or how the names of all of them begin, followed by an asterisk.</param>
    /// <param name="container">The container.</param>
    /// <param name="command">The program and its arguments with one space between them.</param>
    /// <param name="answer">What it prints and how it ends.</param>
    public void Answer(string ns, string pod, string container, string command, ExecAnswer answer) => Answer(ns, pod, container, command, _ => answer);

    /// <summary>The same, for an answer that is made when the question comes.</summary>
    /// <inheritdoc cref="Answer(string, string, string, string, ExecAnswer)"/>
    public void Answer(string ns, string pod, string container, string command, Func<ExecQuestion, ExecAnswer> answer) => answers.Push((question =>
        question.Namespace == ns && question.Container == container && question.Command == command
        && (pod.EndsWith('*') ? question.Pod.StartsWith(pod[..^1], StringComparison.Ordinal) : question.Pod == pod), answer));

    /// <summary>Says what stands in a container's log.</summary>
    public void Log(string ns, string pod, string container, string text) => logs[(ns, pod, container)] = text;

    /// <summary>Stops, and takes the node with it.</summary>
    public async ValueTask DisposeAsync()
    {
        await node.DisposeAsync();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await server.StopAsync(now.Token);
        await server.DisposeAsync();
    }

    private Task ServeAsync(HttpContext context) => context.Request.Path.Value?.Split('/') switch
    {
        ["", "exec", var ns, var pod, var container] => ExecAsync(context, new(ns, pod, container, string.Join(' ', context.Request.Query["command"].ToArray()))),
        ["", "containerLogs", var ns, var pod, var container] => LogAsync(context, (ns, pod, container)),
        _ => Refuse(context),
    };

    private async Task ExecAsync(HttpContext context, ExecQuestion question)
    {
        asked.Enqueue(question);
        if (!context.WebSockets.IsWebSocketRequest || !context.WebSockets.WebSocketRequestedProtocols.Contains(Protocol))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var answer = answers.FirstOrDefault(one => one.Fits(question)).Answer?.Invoke(question);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Protocol);
        await SendAsync(socket, 1, answer?.Output ?? "", context.RequestAborted);
        await SendAsync(socket, 2, answer?.Error ?? "", context.RequestAborted);
        await SendAsync(socket, 3, Status(question, answer), context.RequestAborted);
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    // As the kubelet words it: staging/src/k8s.io/kubelet/pkg/cri/streaming/remotecommand/exec.go.
    private static string Status(ExecQuestion question, ExecAnswer? answer) => answer switch
    {
        null => new JsonObject { ["metadata"] = new JsonObject(), ["status"] = "Failure", ["reason"] = "InternalError", ["message"] = $"error executing command in container: \"{question.Command.Split(' ')[0]}\": executable file not found in $PATH" }.ToJsonString(),
        { ExitCode: 0 } => """{"metadata":{},"status":"Success"}""",
        _ => new JsonObject
        {
            ["metadata"] = new JsonObject(), ["status"] = "Failure", ["reason"] = "NonZeroExitCode", ["message"] = $"command terminated with non-zero exit code: exit status {answer.ExitCode}",
            ["details"] = new JsonObject { ["causes"] = new JsonArray(new JsonObject { ["reason"] = "ExitCode", ["message"] = $"{answer.ExitCode}" }) },
        }.ToJsonString(),
    };

    private static async Task SendAsync(WebSocket socket, byte channel, string text, CancellationToken cancellation)
    {
        var content = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at < content.Length; at += Frame)
        {
            await socket.SendAsync((byte[])[channel, .. content.AsSpan(at, Math.Min(Frame, content.Length - at))], WebSocketMessageType.Binary, endOfMessage: true, cancellation);
        }
    }

    private async Task LogAsync(HttpContext context, (string, string, string) whose)
    {
        if (!logs.TryGetValue(whose, out var text))
        {
            await Refuse(context);
            return;
        }

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var tail = int.TryParse(context.Request.Query["tailLines"], out var most) ? most : lines.Length;
        await context.Response.WriteAsync(string.Concat(lines.TakeLast(tail).Select(line => line + "\n")));
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=mesh-test-kubelet", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
    }
}
