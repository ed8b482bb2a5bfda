using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Compatibility.Nodes;

/// <summary>Processor and memory: what is there, is asked for, or is left.</summary>
/// <param name="Cpu">Cores.</param>
/// <param name="Memory">Bytes.</param>
internal readonly record struct Room(decimal Cpu, decimal Memory)
{
    public static Room operator +(Room left, Room right) => new(left.Cpu + right.Cpu, left.Memory + right.Memory);

    public static Room operator -(Room left, Room right) => new(left.Cpu - right.Cpu, left.Memory - right.Memory);

    /// <summary>Whether something fits into it.</summary>
    public bool Holds(Room asked) => Cpu >= asked.Cpu && Memory >= asked.Memory;

    /// <summary>The larger of both in each.</summary>
    public Room Or(Room other) => new(Math.Max(Cpu, other.Cpu), Math.Max(Memory, other.Memory));

    public override string ToString() => $"{Quantity.Cpu(Cpu)} and {Quantity.Memory(Memory)}";

    /// <summary>What an object with <c>cpu</c> and <c>memory</c> says; what it does not say is nothing.</summary>
    public static Room Of(JsonNode? amounts) => new(Amount(amounts.At("cpu")), Amount(amounts.At("memory")));

    /// <summary>
    /// What the scheduler counts for a pod: its containers and the init containers that go on running, or its greediest moment before, whichever is more, and its overhead.
    /// Source: k8s.io/component-helpers, resource/helpers.go.
    /// </summary>
    public static Room Requested(JsonObject pod)
    {
        var (running, sidecars, start) = (default(Room), default(Room), default(Room));
        foreach (var container in pod.Items("spec", "containers"))
        {
            running += Of(container.At("resources", "requests"));
        }

        foreach (var container in pod.Items("spec", "initContainers"))
        {
            var asked = Of(container.At("resources", "requests"));
            if (container.Text("restartPolicy") == "Always")
            {
                sidecars += asked;
                start = start.Or(sidecars);
            }
            else
            {
                start = start.Or(sidecars + asked);
            }
        }

        return (running + sidecars).Or(start) + Of(pod.At("spec", "overhead"));
    }

    private static decimal Amount(JsonNode? node) => Quantity.Of(node.Text() ?? node?.ToString()) ?? 0;
}
