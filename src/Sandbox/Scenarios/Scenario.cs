using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Sandbox.Scenarios;

/// <summary>What a sandbox begins with and how it behaves. As a file it is YAML, described in docs/sandbox.md; in code it is made with an initializer.</summary>
public sealed record Scenario
{
    /// <summary>The contexts there are. Those with the same server are users of one cluster. Default: one, <c>sandbox</c>.</summary>
    public IReadOnlyList<ScenarioContext> Contexts { get; init; } = [new ScenarioContext { Name = "sandbox" }];

    /// <summary>The nodes of each cluster. Default: one of arm64.</summary>
    public IReadOnlyList<ScenarioNode> Nodes { get; init; } = [new ScenarioNode { Name = "node-1" }];

    /// <summary>The objects each cluster begins with, as manifests. Their namespaces are made by themselves; workloads among them have been rolled out already.</summary>
    public IReadOnlyList<JsonObject> Objects { get; init; } = [];

    /// <summary>How containers behave; the first that matches decides. Without one a container does what its image lets it do: it runs and becomes ready where the image is there for its node.</summary>
    public IReadOnlyList<Behaviour> Behaviours { get; init; } = [];

    /// <summary>How long things take.</summary>
    public ScenarioTimings Timings { get; init; } = new();

    /// <summary>When the server does not answer.</summary>
    public IReadOnlyList<Outage> Outages { get; init; } = [];

    /// <summary>The charts that can be installed.</summary>
    public IReadOnlyList<ScenarioChart> Charts { get; init; } = [];

    /// <summary>The releases that are installed already.</summary>
    public IReadOnlyList<ScenarioRelease> Releases { get; init; } = [];

    /// <summary>The images there are. Null: every image that is asked for by a tag, for linux/amd64 and linux/arm64.</summary>
    public IReadOnlyList<ScenarioImage>? Images { get; init; }

    /// <summary>The registries that refuse. All others answer everybody.</summary>
    public IReadOnlyList<ScenarioRegistry> Registries { get; init; } = [];

    /// <summary>What commands in containers print. All others are not there.</summary>
    public IReadOnlyList<ScenarioCommand> Commands { get; init; } = [];

    /// <summary>What ports of pods answer; the first that matches decides. Without one, 15021 of a pod with a proxy says whether it is ready, and every other port is closed.</summary>
    public IReadOnlyList<ScenarioPort> Ports { get; init; } = [];

    /// <summary>What stands behind mutating webhooks.</summary>
    public IReadOnlyList<ScenarioInjector> Injectors { get; init; } = [];

    /// <summary>Reads a scenario file.</summary>
    /// <param name="path">Its path.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when it is not there; <see cref="ExitCode.MalformedInput"/> with file:line:column when it cannot be read or holds an unknown key.</exception>
    public static Scenario Load(string path) => ScenarioReader.Load(path);

    /// <summary>Reads a scenario.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="file">The name that errors give it.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> with file:line:column when it cannot be read or holds an unknown key.</exception>
    public static Scenario Parse(string yaml, string file = "scenario.yaml") => ScenarioReader.Parse(yaml, file);
}
