using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// What the watches have shown so far of a Service that leads to a route: the Service, its pods and its endpoints.
internal sealed class RouteState(JsonObject adopted, Route route, EndpointSource source)
{
    private readonly Dictionary<string, JsonObject> pods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> slices = new(StringComparer.Ordinal);
    private JsonObject? latest;
    private bool deleted;

    public void Apply(ResourceKind kind, WatchEvent change)
    {
        if (kind == ResourceKind.Service)
        {
            (latest, deleted) = (change.Object, change.Type == WatchEventType.Deleted);
            return;
        }

        var known = kind == ResourceKind.Pod ? pods : slices;
        if (change.Type == WatchEventType.Deleted)
        {
            known.Remove(change.Object.Uid());
        }
        else
        {
            known[change.Object.Uid()] = change.Object;
        }
    }

    // Somebody else's doing, which is not ours to undo; null when there is none.
    public string? Foreign => deleted ? "it was deleted meanwhile"
        : Service.Uid() != adopted.Uid() ? "it was deleted and made anew meanwhile"
        : ServiceFacts.Differs(adopted, Service) is { } changed ? $"somebody else changed it meanwhile: {changed}"
        : null;

    // Addresses that went or came; null when they are as they were, or were none.
    public string? Moved => adopted.Addresses().Count == 0 || Service.Addresses().SequenceEqual(adopted.Addresses()) ? null
        : $"its addresses were {Addresses(adopted)} and are {Addresses(Service)}";

    public IReadOnlyList<Endpoint> Ready => [.. slices.Values.SelectMany(source.Read)];

    // The ports that no endpoint of a wanted pod serves.
    public IReadOnlyList<JsonObject> Unserved
    {
        get
        {
            var ready = Ready;
            return [.. route.Each.Where(port => !ready.Any(endpoint => Serves(endpoint, port)))];
        }
    }

    // Endpoints of pods that the selector does not mean: those from before are not gone yet. One that names no pod was put there by hand and stays.
    public bool HasStrays => Ready.Any(endpoint => endpoint.PodUid.Length > 0 && !pods.ContainsKey(endpoint.PodUid));

    public int Served => Ready.Where(endpoint => pods.ContainsKey(endpoint.PodUid)).Select(endpoint => endpoint.PodUid).Distinct(StringComparer.Ordinal).Count();

    private JsonObject Service => latest ?? adopted;

    private bool Serves(Endpoint endpoint, JsonObject port) =>
        endpoint.PortName == (port.Text("name") ?? "") && endpoint.Protocol == Route.Protocol(port)
        && pods.TryGetValue(endpoint.PodUid, out var pod) && PodPorts.Of(pod, Route.Target(port), Route.Protocol(port)).Number == endpoint.Port;

    private static string Addresses(JsonObject item) => RoutePods.Several(item.Addresses()) is { Length: > 0 } text ? Printable.OneLine(text) : "none";
}
