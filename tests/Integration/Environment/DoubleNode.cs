using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Integration.Environment;

/// <summary>The node of a <see cref="KubeletDouble"/>: it reports itself as a kubelet does, and says of its pods that they run.</summary>
internal sealed class DoubleNode : IAsyncDisposable
{
    private const string Taint = "mesh-test/double";

    // The controllers give up a node after 40 s of silence.
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    private readonly string architecture;
    private readonly int port;
    private readonly X509Certificate2Collection authority = [];
    private readonly HttpClient client;
    private readonly CancellationTokenSource ending = new();
    private Task[] work = [];
    private int addresses;

    public DoubleNode(ControlPlane plane, string name, string architecture, int port)
    {
        (Name, this.architecture, this.port) = (name, architecture, port);
        authority.ImportFromPemFile(plane.CertificateAuthority);
        client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new() { CertificateChainPolicy = Trusting(authority) },
        })
        { BaseAddress = plane.Server, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", File.ReadAllText(plane.TokenFile).Trim());
    }

    public string Name { get; }

    public string PodFields => $$"""
        "nodeSelector": { "kubernetes.io/hostname": "{{Name}}" }, "tolerations": [{ "key": "{{Taint}}", "operator": "Exists" }]
        """;

    public Func<string, string, bool> Starts { get; set; } = (_, _) => true;

    public Func<string, string, string?> Address { get; set; } = (_, _) => null;

    public async Task JoinAsync()
    {
        await SendAsync(HttpMethod.Post, "/api/v1/nodes", $$"""
            { "apiVersion": "v1", "kind": "Node",
              "metadata": { "name": "{{Name}}", "labels": { "kubernetes.io/hostname": "{{Name}}", "kubernetes.io/arch": "{{architecture}}", "kubernetes.io/os": "linux" } },
              "spec": { "taints": [{ "key": "{{Taint}}", "value": "{{Name}}", "effect": "NoSchedule" }] } }
            """);
        await ReportAsync();
        work = [BeatAsync(), RunPodsAsync()];
    }

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(work);
        try
        {
            using var gone = await client.DeleteAsync($"/api/v1/nodes/{Name}");
        }
        catch (HttpRequestException)
        {
            // The control plane was first to go.
        }

        client.Dispose();
        ending.Dispose();
        foreach (var certificate in authority)
        {
            certificate.Dispose();
        }
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private Task ReportAsync()
    {
        var now = Now();
        return SendAsync(HttpMethod.Patch, $"/api/v1/nodes/{Name}/status", $$"""
            { "status": {
              "addresses": [{ "type": "InternalIP", "address": "127.0.0.1" }], "daemonEndpoints": { "kubeletEndpoint": { "Port": {{port}} } },
              "capacity": { "cpu": "16", "memory": "64Gi", "pods": "500" }, "allocatable": { "cpu": "16", "memory": "64Gi", "pods": "500" },
              "nodeInfo": { "architecture": "{{architecture}}", "operatingSystem": "linux", "kubeletVersion": "v1.20.2", "kubeProxyVersion": "v1.20.2", "bootID": "", "machineID": "", "systemUUID": "",
                "kernelVersion": "", "osImage": "", "containerRuntimeVersion": "double://1" },
              "conditions": [{ "type": "Ready", "status": "True", "reason": "KubeletReady", "message": "", "lastHeartbeatTime": "{{now}}", "lastTransitionTime": "{{now}}" }] } }
            """);
    }

    private async Task BeatAsync()
    {
        using var timer = new PeriodicTimer(Heartbeat);
        try
        {
            while (await timer.WaitForNextTickAsync(ending.Token))
            {
                await ReportAsync();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException)
        {
            // The test has ended, or its API server was killed.
        }
    }

    private async Task RunPodsAsync()
    {
        while (!ending.IsCancellationRequested)
        {
            try
            {
                using var lines = new StreamReader(await client.GetStreamAsync($"/api/v1/pods?watch=true&fieldSelector=spec.nodeName%3D{Name}", ending.Token));
                while (await lines.ReadLineAsync(ending.Token) is { } line)
                {
                    if (JsonNode.Parse(line) is JsonObject change && change.Text("type") is "ADDED" or "MODIFIED" && change.Child("object") is { } pod)
                    {
                        await RunAsync(pod);
                    }
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException)
            {
                // Cut off: it is taken up again unless the test has ended.
                await Task.WhenAny(Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System), Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ending.Token));
            }
        }
    }

    private async Task RunAsync(JsonObject pod)
    {
        var path = $"/api/v1/namespaces/{pod.Namespace()}/pods/{pod.Name()}";
        if (pod.IsTerminating())
        {
            await SendAsync(HttpMethod.Delete, path, """{ "apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0 }""");
        }
        else if (pod.Text("status", "phase") is null or "Pending" && Starts(pod.Namespace()!, pod.Name()))
        {
            await SendAsync(HttpMethod.Patch, $"{path}/status", Running(pod).ToJsonString());
        }
    }

    private JsonObject Running(JsonObject pod)
    {
        var (now, number) = (Now(), Interlocked.Increment(ref addresses));
        var ip = Address(pod.Namespace()!, pod.Name()) ?? $"10.200.{number / 250 % 250}.{(number % 250) + 1}";
        return new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["phase"] = "Running", ["hostIP"] = "127.0.0.1", ["podIP"] = ip, ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = ip }), ["startTime"] = now,
                ["conditions"] = new JsonArray([.. new[] { "PodScheduled", "Initialized", "ContainersReady", "Ready" }.Select(type => new JsonObject { ["type"] = type, ["status"] = "True", ["lastTransitionTime"] = now })]),
                ["containerStatuses"] = Started(pod, "containers", now),
            },
        };
    }

    private static JsonArray Started(JsonObject pod, string containers, string now) => [.. pod.Items("spec", containers).Select(container => new JsonObject
    {
        ["name"] = container.Text("name"), ["image"] = container.Text("image"), ["imageID"] = "", ["ready"] = true, ["started"] = true, ["restartCount"] = 0,
        ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = now } },
    })];

    // A pod or node that is gone meanwhile is nobody's fault.
    private async Task SendAsync(HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = new StringContent(body, Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        using var response = await client.SendAsync(request, ending.Token);
        if (!response.IsSuccessStatusCode && response.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Conflict))
        {
            throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync(ending.Token)}");
        }
    }

    private static string Now() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
