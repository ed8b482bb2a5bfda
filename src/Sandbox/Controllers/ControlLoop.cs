using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Controllers;

/// <summary>Sees what changes and has the controller concerned look at it, a moment later and once for many changes.</summary>
internal sealed class ControlLoop
{
    private readonly ApiServer server;
    private readonly ScenarioTimings timings;
    private readonly HashSet<(string Plural, string Ns, string Name)> waiting = [];
    private readonly Dictionary<string, (ResourceKind Kind, Action<JsonObject> Look)> controllers;
    private readonly Events events;
    private readonly PodScheduler scheduler;
    private readonly Kubelet kubelet;
    private readonly Collector collector;
    private readonly EndpointController endpoints;

    public ControlLoop(ApiServer server, Scenario scenario)
    {
        (this.server, timings) = (server, scenario.Timings);
        events = new Events(server);
        var desk = new ControllerDesk(server, events, timings, LookAgain);
        controllers = new()
        {
            ["Deployment"] = (ResourceKind.Deployment, new DeploymentController(desk).Look),
            ["ReplicaSet"] = (ResourceKind.ReplicaSet, new ReplicaSetController(desk).Look),
            ["StatefulSet"] = (ResourceKind.StatefulSet, new StatefulSetController(desk).Look),
            ["DaemonSet"] = (ResourceKind.DaemonSet, new DaemonSetController(desk).Look),
        };
        scheduler = new PodScheduler(server, events);
        kubelet = new Kubelet(server, events, timings);
        collector = new Collector(server);
        endpoints = new EndpointController(server);
        server.Store.Changed += OnChanged;
    }

    private void OnChanged(ResourceKind kind, JsonObject? before, JsonObject? after)
    {
        var item = after ?? before!;
        if (kind.Group == "apps" && controllers.ContainsKey(kind.Kind))
        {
            LookAt(kind.Kind, item.Namespace()!, item.Name(), timings.Controller);
        }

        if (item.Items("metadata", "ownerReferences").FirstOrDefault(owner => owner.Flag("controller") == true) is { } owner && controllers.ContainsKey(owner.Text("kind") ?? ""))
        {
            LookAt(owner.Text("kind")!, item.Namespace()!, owner.Text("name")!, timings.Controller);
        }

        if (kind is { Group: "", Plural: "services" or "pods" })
        {
            foreach (var service in kind.Plural == "services" ? [item.Name()] : endpoints.ServicesOf(item.Namespace()!, before, after))
            {
                LookAtEndpoints(item.Namespace()!, service);
            }
        }

        switch (kind)
        {
            case { Group: "", Plural: "pods" } when after is not null:
                OnPod(before, after);
                break;
            case { Group: "", Plural: "nodes" }:
                OnNodes();
                break;
            case { Group: "", Plural: "namespaces" } when after?.IsTerminating() == true && before?.IsTerminating() != true:
                server.Clock.In(timings.Controller, () => collector.Empty(after.Name()));
                break;
        }

        if (after is null)
        {
            server.Clock.In(timings.Controller, () => collector.Collect(item));
        }
    }

    private void OnPod(JsonObject? before, JsonObject pod)
    {
        var (ns, name, uid) = (pod.Namespace()!, pod.Name(), pod.Uid());
        var node = pod.Text("spec", "nodeName");
        if (before is null && node is null)
        {
            server.Clock.In(timings.Controller, () => scheduler.Schedule(ns, name, uid));
        }

        if (node is not null && before.Text("spec", "nodeName") is null)
        {
            server.Clock.In(timings.Controller, () => kubelet.Accept(ns, name, uid));
        }

        if (pod.IsTerminating() && before?.IsTerminating() != true)
        {
            server.Clock.In(timings.Step, () => kubelet.End(ns, name, uid));
        }
    }

    private void LookAtEndpoints(string ns, string service)
    {
        var key = ("Endpoints", ns, service);
        if (waiting.Add(key))
        {
            server.Clock.In(timings.Controller, () =>
            {
                waiting.Remove(key);
                endpoints.Look(ns, service);
            });
        }
    }

    private void OnNodes()
    {
        foreach (var pod in server.Store.List(ResourceKind.Pod).Where(pod => pod.Text("spec", "nodeName") is null))
        {
            var (ns, name, uid) = (pod.Namespace()!, pod.Name(), pod.Uid());
            server.Clock.In(timings.Controller, () => scheduler.Schedule(ns, name, uid));
        }

        foreach (var set in server.Store.List(ResourceKind.DaemonSet))
        {
            LookAt("DaemonSet", set.Namespace()!, set.Name(), timings.Controller);
        }
    }

    private void LookAgain(JsonObject item, TimeSpan delay) => LookAt(item.Text("kind")!, item.Namespace()!, item.Name(), delay);

    private void LookAt(string controller, string ns, string name, TimeSpan delay)
    {
        var key = (controller, ns, name);
        var soon = delay <= timings.Controller;
        if (soon && !waiting.Add(key))
        {
            return;
        }

        server.Clock.In(delay, () =>
        {
            if (soon)
            {
                waiting.Remove(key);
            }

            Look(controller, ns, name);
        });
    }

    private void Look(string controller, string ns, string name)
    {
        var (kind, look) = controllers[controller];
        if (server.Store.Get(kind, ns, name) is not { } item || item.IsTerminating() || server.Store.Get(ResourceKind.Namespace, null, ns)?.IsTerminating() != false)
        {
            return;
        }

        try
        {
            look(item);
        }
        catch (MeshException refused) when (refused.InnerException is ApiException answer)
        {
            // As a real controller does: tell, and look again when something changes.
            events.Warning(item, "ReplicaSetCreateError", answer.Message, "deployment-controller");
        }
    }
}
