using System.Globalization;
using System.IO.Enumeration;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Controllers;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Api;

/// <summary>What pods answer from inside: commands, and ports through the server's proxy.</summary>
internal sealed class PodInside(ObjectStore store, Scenario scenario)
{
    private const int ProxyStatus = 15021;
    private const string Ready = "/healthz/ready";

    /// <summary>The namespace, pod, port and path of a question to a pod; null where the path is another one.</summary>
    public static (string Namespace, string Pod, int Port, string Path)? Parse(string path)
    {
        var parts = path.Split('?')[0].Split('/', 9);
        return parts is ["", "api", "v1", "namespaces", var ns, "pods", var pod, "proxy", .. var rest]
            && Uri.UnescapeDataString(pod).Split(':') is [var name, var port] && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (Uri.UnescapeDataString(ns), name, number, $"/{string.Concat(rest)}") : null;
    }

    /// <summary>What a command prints; null where it is not there.</summary>
    public ExecResult? Run(string ns, string pod, string container, IReadOnlyList<string> command) =>
        scenario.Commands.FirstOrDefault(one => one.Container == container && one.Command == string.Join(' ', command) && Names(one.Pod, ns, pod)) is { } known
            ? new(known.ExitCode, known.Output, known.Error) : null;

    /// <summary>What a port answers.</summary>
    /// <exception cref="Core.Findings.MeshException">Anything but a success.</exception>
    public string Ask((string Namespace, string Pod, int Port, string Path) question)
    {
        var item = store.Get(ResourceKind.Pod, question.Namespace, question.Pod) ?? throw ApiError.NotFound(ResourceKind.Pod, question.Pod);
        var told = scenario.Ports.FirstOrDefault(one => one.Port == question.Port && (one.Path is null || one.Path == question.Path) && Names(one.Pod, question.Namespace, question.Pod));
        return told switch
        {
            { Status: 0 } => throw ApiError.Unreached(told.Body.Length > 0 ? told.Body : $"dial tcp {item.Text("status", "podIP")}:{question.Port}: i/o timeout"),
            { Status: >= 200 and < 300 } => told.Body,
            { } => throw ApiError.OfPod(told.Status, told.Body),
            null when item.Text("status", "podIP") is not { } address => throw ApiError.BadRequest($"pod {question.Pod} has no IP address"),
            null when question is not (_, _, ProxyStatus, Ready) || !HasProxy(item) => throw ApiError.Unreached($"dial tcp {item.Text("status", "podIP")}:{question.Port}: connect: connection refused"),
            _ => ControllerDesk.IsReady(item) ? "" : throw ApiError.OfPod(503, ""),
        };
    }

    private static bool HasProxy(JsonObject pod) => pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers")).Any(container => container.Text("name") == "istio-proxy");

    private static bool Names(string pattern, string ns, string pod) => pattern.Split('/') is [var space, var name] && FileSystemName.MatchesSimpleExpression(space, ns, ignoreCase: false) && FileSystemName.MatchesSimpleExpression(name, pod, ignoreCase: false);
}
