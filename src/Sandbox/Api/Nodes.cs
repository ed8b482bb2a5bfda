using System.Text.Json.Nodes;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Api;

/// <summary>A node as a kubelet registers it.</summary>
internal static class Nodes
{
    public static JsonObject Manifest(ScenarioNode node, ApiServer server)
    {
        var labels = new JsonObject
        {
            ["kubernetes.io/arch"] = node.Architecture,
            ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/hostname"] = node.Name,
        };
        foreach (var (key, value) in node.Labels)
        {
            labels[key] = value;
        }

        var spec = new JsonObject();
        if (node.Taints.Count > 0)
        {
            spec["taints"] = new JsonArray([.. node.Taints.Select(Taint)]);
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Node",
            ["metadata"] = new JsonObject { ["name"] = node.Name, ["uid"] = server.Names.Uid(), ["creationTimestamp"] = server.Stamp(), ["labels"] = labels },
            ["spec"] = spec,
            ["status"] = new JsonObject
            {
                ["conditions"] = new JsonArray(new JsonObject
                {
                    ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady", ["message"] = "kubelet is posting ready status",
                    ["lastHeartbeatTime"] = server.Stamp(), ["lastTransitionTime"] = server.Stamp(),
                }),
                ["nodeInfo"] = new JsonObject { ["architecture"] = node.Architecture, ["operatingSystem"] = "linux", ["kubeletVersion"] = server.Version.Text, ["containerRuntimeVersion"] = "containerd://1.7.27" },
                ["allocatable"] = new JsonObject { ["cpu"] = "8", ["memory"] = "32Gi", ["pods"] = "110" },
            },
        };
    }

    private static JsonNode Taint(string text)
    {
        var (head, effect) = (text.Split(':')[0], text.Contains(':', StringComparison.Ordinal) ? text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..] : "NoSchedule");
        var taint = new JsonObject { ["key"] = head.Split('=')[0], ["effect"] = effect };
        if (head.Contains('=', StringComparison.Ordinal))
        {
            taint["value"] = head[(head.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        return taint;
    }
}
