using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;
using Mesh.Sandbox.Registry;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Sandbox.Controllers;

/// <summary>The images that each node has pulled, and what comes of pulling another. It decides where the scenario has no behaviour for a container.</summary>
internal sealed class NodeImages(ApiServer server, SandboxRegistries registries)
{
    private readonly Dictionary<(string Node, string Image), bool> present = [];

    /// <summary>What becomes of a container whose image is pulled now, or is on its node already.</summary>
    public Behaviour Pull(JsonObject pod, JsonObject container)
    {
        var (node, image) = (pod.Text("spec", "nodeName") ?? "", container.Text("image")!);
        if (!ImageReference.TryParse(image, out var reference, out _))
        {
            return Behaviours.Ordinary;
        }

        // As the API server fills it in where nothing is said.
        var policy = container.Text("imagePullPolicy") ?? (reference.Wanted == "latest" ? "Always" : "IfNotPresent");
        if (policy != "Always" && present.TryGetValue((node, image), out var runs))
        {
            return Started(container, runs);
        }

        if (server.Store.Get(ResourceKind.Node, null, node).Child("status", "nodeInfo") is not { } machine)
        {
            return Behaviours.Ordinary;
        }

        // What a cluster begins with was pulled when its registries could still be reached.
        var pull = ImagePull.Of(registries, reference, Platform.Of(machine.Text("operatingSystem") ?? "linux", machine.Text("architecture") ?? ""), reachable: server.Clock.IsPast);
        if (pull.Error is not null)
        {
            return new Behaviour { Outcome = Outcome.ImagePullFails, PullError = pull.Error };
        }

        present[(node, image)] = pull.Runs;
        return Started(container, pull.Runs);
    }

    /// <summary>What became of a container; the ordinary where its image was never pulled.</summary>
    public Behaviour Of(JsonObject pod, JsonObject container) =>
        Started(container, present.GetValueOrDefault((pod.Text("spec", "nodeName") ?? "", container.Text("image") ?? ""), true));

    private static Behaviour Started(JsonObject container, bool runs) => runs ? Behaviours.Ordinary : new Behaviour
    {
        Outcome = Outcome.CrashLoops,
        Log = [$"exec {Program(container)}: exec format error"],
    };

    private static string Program(JsonObject container) => container.Elements("command").FirstOrDefault() is JsonValue first ? first.ToString()
        : ImageReference.TryParse(container.Text("image"), out var image, out _) ? SyntheticImage.Program(image) : "/";
}
