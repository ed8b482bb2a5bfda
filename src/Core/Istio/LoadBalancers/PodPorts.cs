using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// What can be said of a pod behind a target port.
internal enum Listening
{
    // A container declares the port.
    Declared,

    // The target is a number that no container declares. Declaring a port opens none and closes none, so nobody can know it from here.
    Unknown,

    // The target is a name that no container gives to a port: the pod is no endpoint of it.
    No,
}

// The ports of a pod as endpoints are made of them.
internal static class PodPorts
{
    public static (Listening Listening, long? Number) Of(JsonObject pod, JsonNode target, string protocol)
    {
        var declared = Containers(pod).SelectMany(container => container.Items("ports")).Where(port => (port.Text("protocol") ?? "TCP") == protocol).ToList();
        return target.Text() is { } name
            ? declared.Find(port => port.Text("name") == name)?.Number("containerPort") is { } found ? (Listening.Declared, found) : (Listening.No, null)
            : (declared.Exists(port => port.Number("containerPort") == target.Number()) ? Listening.Declared : Listening.Unknown, target.Number());
    }

    public static string Declared(JsonObject pod) =>
        string.Join(", ", Containers(pod).SelectMany(container => container.Items("ports")).Take(12)
            .Select(port => Model.Printable.OneLine($"{port.Number("containerPort")}{(port.Text("name") is { Length: > 0 } name ? $" ({name})" : "")}"))) is { Length: > 0 } text ? text : "none";

    // Init containers that go on running (sidecars, from 1.28 on) count with the others.
    private static IEnumerable<JsonObject> Containers(JsonObject pod) =>
        pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers").Where(container => container.Text("restartPolicy") == "Always"));
}
