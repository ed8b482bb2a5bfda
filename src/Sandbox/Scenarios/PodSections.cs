using Mesh.Sandbox.Text;

namespace Mesh.Sandbox.Scenarios;

/// <summary>Reads what a scenario says of the inside of pods: commands, ports, and who puts proxies into them.</summary>
internal static class PodSections
{
    public static IReadOnlyList<ScenarioCommand> Commands(ScenarioSection scenario) =>
    [
        .. scenario.List("commands").Select(node => new ScenarioSection(node, scenario.File, "pod", "container", "command", "output", "error", "exitCode")).Select(section => new ScenarioCommand
        {
            Pod = Pod(section), Container = section.Required("container"), Command = section.Required("command"),
            Output = section.Text("output") ?? "", Error = section.Text("error") ?? "", ExitCode = section.Number("exitCode") ?? 0,
        }),
    ];

    public static IReadOnlyList<ScenarioPort> Ports(ScenarioSection scenario) =>
    [
        .. scenario.List("ports").Select(node => new ScenarioSection(node, scenario.File, "pod", "port", "path", "status", "body")).Select(section => new ScenarioPort
        {
            Pod = Pod(section), Port = section.Number("port") ?? 15021, Path = section.Text("path"), Status = section.Number("status") ?? 200, Body = section.Text("body") ?? "",
        }),
    ];

    public static IReadOnlyList<ScenarioInjector> Injectors(ScenarioSection scenario) =>
    [
        .. scenario.List("injectors").Select(node => new ScenarioSection(node, scenario.File, "webhook", "image", "native", "down", "missed")).Select(section =>
        {
            var injector = new ScenarioInjector { Webhook = section.Required("webhook"), Native = section.Flag("native") == true, Down = section.Flag("down") == true, Missed = section.Labels("missed") };
            return section.Text("image") is { } image ? injector with { Image = image } : injector;
        }),
    ];

    private static string Pod(ScenarioSection section) => section.Required("pod") is var pod && pod.Split('/') is [{ Length: > 0 }, { Length: > 0 }]
        ? pod
        : throw ScenarioText.Malformed(section.File, section.Node("pod")!.At, $"'{pod}' names no pods", "Write it as NAMESPACE/NAME, in which * stands for anything");
}
