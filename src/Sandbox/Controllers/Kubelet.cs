using System.Globalization;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Controllers;

/// <summary>All kubelets of a cluster: they take pods, run their containers as the scenario has it, and end them. Init containers and volumes are passed over; native sidecars, which are init containers that go on running, are ready at once.</summary>
internal sealed class Kubelet(ApiServer server, Events events, ScenarioTimings timings)
{
    private int addresses;

    public ApiServer Server => server;

    public Events Events => events;

    public ScenarioTimings Timings => timings;

    public void Accept(string ns, string name, string uid)
    {
        if (Find(ns, name, uid) is not { } pod || pod.IsTerminating())
        {
            return;
        }

        var containers = pod.Items("spec", "containers").Select(container => container.Copy()).ToList();
        Change(pod, status =>
        {
            status["hostIP"] = "10.0.0.1";
            status["startTime"] = server.Stamp();
            status["containerStatuses"] = new JsonArray([.. containers.Select(container => new JsonObject
            {
                ["name"] = container.Text("name"), ["image"] = container.Text("image"), ["imageID"] = "", ["ready"] = false, ["restartCount"] = 0, ["started"] = false,
                ["state"] = new JsonObject { ["waiting"] = new JsonObject { ["reason"] = "ContainerCreating" } }, ["lastState"] = new JsonObject(),
            })]);
            if (pod.Items("spec", "initContainers").Where(container => container.Text("restartPolicy") == "Always").ToList() is { Count: > 0 } sidecars)
            {
                status["initContainerStatuses"] = new JsonArray([.. sidecars.Select(container => new JsonObject
                {
                    ["name"] = container.Text("name"), ["image"] = container.Text("image"), ["imageID"] = "", ["ready"] = true, ["restartCount"] = 0, ["started"] = true,
                    ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = server.Stamp() } }, ["lastState"] = new JsonObject(),
                })]);
            }

            Conditions.Set(status, "PodScheduled", true, null, null, server.Stamp());
            Conditions.Set(status, "Initialized", true, null, null, server.Stamp());
        });
        foreach (var container in containers)
        {
            var scripted = Behaviours.Find(server.Behaviours, pod, container.Text("image")!);
            var run = new ContainerRun(this, (ns, name, uid), container, scripted);
            server.Clock.In(timings.Step + (scripted?.Delay ?? TimeSpan.Zero), () => run.Pull(0));
        }
    }

    public void End(string ns, string name, string uid)
    {
        if (Find(ns, name, uid) is { } pod)
        {
            foreach (var container in pod.Items("spec", "containers"))
            {
                events.Normal(pod, "Killing", $"Stopping container {container.Text("name")}", "kubelet");
            }

            if (!pod.Elements("metadata", "finalizers").Any())
            {
                server.Store.Remove(ResourceKind.Pod, pod);
            }
        }
    }

    public JsonObject? Find(string ns, string name, string uid) => server.Store.Get(ResourceKind.Pod, ns, name) is { } pod && pod.Uid() == uid ? pod : null;

    /// <summary>Changes a pod's status and draws the conclusions: phase, readiness, address.</summary>
    public void Change(JsonObject pod, Action<JsonObject> change)
    {
        var changed = pod.Copy();
        var status = changed.Ensure("status");
        change(status);
        var containers = status.Items("containerStatuses").ToList();
        var unready = containers.Where(container => container.Flag("ready") != true).Select(container => container.Text("name")).ToList();
        var message = unready.Count == 0 ? null : $"containers with unready status: [{string.Join(' ', unready)}]";
        foreach (var condition in (string[])["Ready", "ContainersReady"])
        {
            Conditions.Set(status, condition, unready.Count == 0, unready.Count == 0 ? null : "ContainersNotReady", message, server.Stamp());
        }

        if (containers.TrueForAll(container => container.At("state", "waiting") is null || container.At("lastState", "terminated") is not null))
        {
            status["phase"] = "Running";
            var number = ++addresses;
            status.Default("podIP", string.Create(CultureInfo.InvariantCulture, $"10.244.{number / 250 % 250}.{(number % 250) + 1}"));
        }

        server.Control(ResourceKind.Pod, changed);
    }
}
