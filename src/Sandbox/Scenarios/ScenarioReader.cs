using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;
using Mesh.Sandbox.Text;

namespace Mesh.Sandbox.Scenarios;

/// <summary>Reads a scenario file. What it does not know is an error, for a misspelt key would tell a story that is not played.</summary>
internal static class ScenarioReader
{
    private const long Largest = 16 * 1024 * 1024;

    public static Scenario Load(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new MeshException(ExitCode.NoInput, $"there is no scenario file {path}", "Check --sandbox and the working directory");
        }

        if (file.Length > Largest)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{path} has {file.Length} bytes, more than a scenario can have", "Name the scenario file itself");
        }

        return Read(File.ReadAllText(path), path, file.DirectoryName!);
    }

    public static Scenario Parse(string yaml, string file) => Read(yaml, file, "");

    private static Scenario Read(string yaml, string file, string directory)
    {
        var documents = ScenarioText.Read(yaml, file);
        if (documents is not [var root])
        {
            throw new MeshException(ExitCode.MalformedInput, $"{file}:1:1: {(documents.Count == 0 ? "it is empty" : "it has more than one document")}", "Write one document with at least contexts");
        }

        var section = new ScenarioSection(root, file, "contexts", "nodes", "objects", "behaviours", "timings", "outages", "charts", "releases", "images", "registries", "commands", "ports", "injectors");
        var scenario = new Scenario { Objects = section.Manifests("objects"), Behaviours = [.. section.List("behaviours").Select(node => Behaviour(node, file))] };
        return scenario with
        {
            Contexts = section.Has("contexts") ? Contexts(section) : scenario.Contexts,
            Nodes = section.Has("nodes") ? [.. section.List("nodes").Select(node => Node(node, file))] : scenario.Nodes,
            Timings = section.Node("timings") is { } timings ? Timings(timings, file) : scenario.Timings,
            Outages = [.. section.List("outages").Select(node => Outage(node, file))],
            Charts = [.. section.List("charts").Select(node => Chart(node, file, directory))],
            Releases = [.. section.List("releases").Select(node => Release(node, file))],
            Images = section.Has("images") ? RegistrySections.Images(section) : null,
            Registries = RegistrySections.Registries(section),
            Commands = PodSections.Commands(section),
            Ports = PodSections.Ports(section),
            Injectors = PodSections.Injectors(section),
        };
    }

    private static List<ScenarioContext> Contexts(ScenarioSection scenario)
    {
        var contexts = new List<ScenarioContext>();
        foreach (var node in scenario.List("contexts"))
        {
            var section = new ScenarioSection(node, scenario.File, "name", "server", "version", "identity", "user", "denied");
            var fallback = new ScenarioContext { Name = section.Required("name") };
            var context = fallback with
            {
                Server = section.Text("server") ?? fallback.Server,
                Version = section.Text("version") ?? fallback.Version,
                Identity = section.Text("identity"),
                User = section.Text("user") ?? fallback.User,
                Denied = [.. section.List("denied").Select(right => Denied(right, scenario.File))],
            };
            if (!KubeVersion.TryParse(context.Version, out _))
            {
                throw ScenarioText.Malformed(scenario.File, section.Node("version")!.At, $"'{context.Version}' is no version of an API server", "Write it as v1.34.1");
            }

            if (contexts.Find(other => other.Name == context.Name || (other.Server == context.Server && (other.Version != context.Version || other.Identity != context.Identity))) is { } other)
            {
                throw ScenarioText.Malformed(scenario.File, node.At, other.Name == context.Name ? $"there are two contexts '{context.Name}'" : $"'{other.Name}' and '{context.Name}' say different things of one server", "Correct one of them");
            }

            contexts.Add(context);
        }

        return contexts.Count > 0 ? contexts : throw ScenarioText.Malformed(scenario.File, scenario.Node("contexts")!.At, "'contexts' is empty", "Name one at least, or leave the key out");
    }

    private static AccessRule Denied(YamlNode node, string file)
    {
        var section = new ScenarioSection(node, file, "verb", "group", "resource", "namespace");
        return new AccessRule(section.Text("verb") ?? "*", section.Text("group") ?? "*", section.Text("resource") ?? "*", section.Text("namespace"));
    }

    private static ScenarioNode Node(YamlNode node, string file)
    {
        var section = new ScenarioSection(node, file, "name", "arch", "labels", "taints");
        return new ScenarioNode { Name = section.Required("name"), Architecture = section.Text("arch") ?? "arm64", Labels = section.Labels("labels"), Taints = section.Texts("taints") };
    }

    private static Behaviour Behaviour(YamlNode node, string file)
    {
        var section = new ScenarioSection(node, file, "image", "labels", "outcome", "message", "log", "exitCode", "delay", "runsAs");
        return new Behaviour
        {
            Image = section.Text("image"),
            Labels = section.Labels("labels"),
            Outcome = section.Choice<Outcome>("outcome") ?? Outcome.Runs,
            Message = section.Text("message"),
            Log = section.Texts("log"),
            ExitCode = section.Number("exitCode") ?? 1,
            Delay = section.Duration("delay") ?? TimeSpan.Zero,
            RunsAs = section.Number("runsAs"),
        };
    }

    private static ScenarioTimings Timings(YamlNode node, string file)
    {
        var section = new ScenarioSection(node, file, "step", "controller", "backOff");
        var usual = new ScenarioTimings();
        return new ScenarioTimings { Step = section.Duration("step") ?? usual.Step, Controller = section.Duration("controller") ?? usual.Controller, BackOff = section.Duration("backOff") ?? usual.BackOff };
    }

    private static Outage Outage(YamlNode node, string file)
    {
        var section = new ScenarioSection(node, file, "from", "to");
        var outage = new Outage(section.Duration("from") ?? TimeSpan.Zero, section.Duration("to") ?? TimeSpan.MaxValue);
        if (outage.To == TimeSpan.MaxValue)
        {
            _ = section.Required("to");
        }

        return outage.To > outage.From ? outage : throw ScenarioText.Malformed(file, node.At, "the outage ends before it begins", "Let 'to' be after 'from'");
    }

    private static ScenarioChart Chart(YamlNode node, string file, string directory)
    {
        var section = new ScenarioSection(node, file, "chart", "title", "values", "manifests", "folder");
        if (section.Has("manifests") == section.Has("folder"))
        {
            throw ScenarioText.Malformed(file, node.At, "a chart has either 'manifests' or a 'folder' of them", "Keep one of the two");
        }

        return new ScenarioChart
        {
            Chart = section.Required("chart"),
            Title = section.Text("title"),
            Values = section.Map("values") ?? [],
            Manifests = section.Has("manifests") ? section.Manifests("manifests") : Folder(Path.Combine(directory, section.Required("folder"))),
        };
    }

    private static List<JsonObject> Folder(string path)
    {
        if (!Directory.Exists(path))
        {
            throw new MeshException(ExitCode.NoInput, $"there is no folder {path}, which a chart of the scenario names", "Correct the path; it counts from the scenario file");
        }

        return [.. Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal).SelectMany(file => ScenarioText.Read(File.ReadAllText(file), file).Select(document => ScenarioSection.Manifest(document, file)))];
    }

    private static ScenarioRelease Release(YamlNode node, string file)
    {
        var section = new ScenarioSection(node, file, "name", "namespace", "chart", "revision", "values");
        return new ScenarioRelease
        {
            Name = section.Required("name"), Namespace = section.Required("namespace"), Chart = section.Required("chart"), Revision = section.Number("revision") ?? 1, Values = section.Map("values") ?? [],
        };
    }
}
