using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Controllers;
using Mesh.Sandbox.Helm;
using Mesh.Sandbox.Registry;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Api;

/// <summary>Makes a cluster as its scenario begins: ten minutes old, its workloads rolled out.</summary>
internal static class Beginning
{
    private static readonly TimeSpan History = TimeSpan.FromMinutes(10);

    public static ApiServer Of(Scenario scenario, ScenarioContext context, TimeProvider time, SandboxRegistries registries)
    {
        var server = new ApiServer(scenario, context, time, registries);
        lock (server.Gate)
        {
            _ = new ControlLoop(server, scenario);
            server.IsBeginning = true;
            server.Clock.LiveThrough(History, () => Fill(server, scenario, context));
            server.IsBeginning = false;
        }

        return server;
    }

    private static void Fill(ApiServer server, Scenario scenario, ScenarioContext context)
    {
        foreach (var name in (string[])["default", "kube-node-lease", "kube-public", "kube-system"])
        {
            EnsureNamespace(server, name, name == "kube-system" ? context.Identity : null);
        }

        foreach (var node in scenario.Nodes)
        {
            server.Store.Put(ResourceKind.Node, Nodes.Manifest(node, server));
        }

        foreach (var item in scenario.Objects)
        {
            Put(server, item);
        }

        foreach (var release in scenario.Releases)
        {
            var chart = ChartRenderer.Find(scenario, release.Chart);
            var manifests = ChartRenderer.Render(chart, release.Values, release.Name, release.Namespace);
            manifests.ForEach(manifest => Put(server, manifest, "helm"));
            server.Releases.Add(release.Namespace, new(new InstalledRelease(release.Name, release.Revision, "deployed", ChartRenderer.Title(chart)) { Namespace = release.Namespace }, manifests, release.Values), 0);
        }
    }

    private static void Put(ApiServer server, JsonObject item, string manager = "kubectl")
    {
        var kind = server.FindKind(item.Text("apiVersion") ?? "", item.Text("kind") ?? "")
            ?? throw new MeshException(ExitCode.MalformedInput, $"the scenario has a {item["kind"]} of {item["apiVersion"]}, a kind that no server of {server.Version} serves", "Correct it, or put its CustomResourceDefinition before it");
        var body = item.Copy();
        if (kind.Namespaced)
        {
            body.Ensure("metadata").Default("namespace", "default");
            EnsureNamespace(server, body.Namespace()!, null);
        }
        else if (server.Store.Get(kind, null, body.Name()) is not null)
        {
            // A namespace that an earlier object needed already, or a node's own manifest: its fields count.
            server.Apply(kind, body, dryRun: false, force: true, manager);
            return;
        }

        var made = Make(server, kind, body, manager);
        if (body["status"] is { } status && kind.Group != "apps" && kind != ResourceKind.Pod)
        {
            made["status"] = status.DeepClone();
            server.Store.Put(kind, made);
        }
    }

    private static JsonObject Make(ApiServer server, ResourceKind kind, JsonObject body, string manager)
    {
        try
        {
            return server.Create(kind, body, dryRun: false, manager);
        }
        catch (MeshException refused) when (refused.InnerException is ApiException answer)
        {
            throw new MeshException(ExitCode.MalformedInput, $"the scenario's {kind.Describe(body.Namespace(), body.Name())} would be refused by a server: {answer.Message}", "Correct the object in the scenario", refused);
        }
    }

    private static void EnsureNamespace(ApiServer server, string name, string? uid)
    {
        if (server.Store.Get(ResourceKind.Namespace, null, name) is null)
        {
            var made = server.Create(ResourceKind.Namespace, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, dryRun: false, "kube-apiserver");
            made.Ensure("metadata")["uid"] = uid ?? NameMaker.UidOf($"{server.Address}/{name}");
            server.Store.Put(ResourceKind.Namespace, made);
        }
    }
}
