using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Lint.Rules.GatewayApi;

/// <summary>A listener of a Gateway.</summary>
/// <param name="At">Where it stands.</param>
internal sealed record Listener(Field At)
{
    private const string NameLabel = "kubernetes.io/metadata.name";
    private static readonly string[] OfHttp = ["HTTPRoute", "GRPCRoute"];
    private static readonly string[] OfTls = ["TLSRoute", "TCPRoute"];

    public string Name => At["name"].Text ?? "";

    public long? Port => At["port"].Whole;

    public string Protocol => At["protocol"].Text ?? "";

    /// <summary>The name it lets in; null for any.</summary>
    public string? Hostname => At["hostname"].Text is { Length: > 0 } name ? name : null;

    /// <summary>The Secrets of the certificates by which it ends TLS.</summary>
    public IEnumerable<ApiRef> Certificates => At["tls"]["mode"].Text is "Passthrough" ? [] : ApiRef.Of(At["tls"]["certificateRefs"], MeshKind.Secret).Where(reference => reference.Kind == MeshKind.Secret);

    /// <summary>Those of a Gateway.</summary>
    /// <param name="gateway">The Gateway.</param>
    public static IEnumerable<Listener> Of(MeshObject gateway) => gateway.Spec["listeners"].Items.Select(at => new Listener(at));

    /// <summary>Whether a parentRef chooses it.</summary>
    /// <param name="parent">The parentRef.</param>
    public bool IsChosen(Field parent) => (parent["sectionName"].Text is not { Length: > 0 } section || section == Name) && (parent["port"].Whole is not { } port || port == Port);

    /// <summary>Why it does not take a route; null where it does.</summary>
    /// <param name="route">The route.</param>
    public string? RefusesKind(MeshObject route)
    {
        var named = At["allowedRoutes"]["kinds"].Items.Where(kind => kind["kind"].Text is { Length: > 0 }).ToList();
        if (named.Count > 0)
        {
            return named.Exists(kind => kind["kind"].Text == route.Kind.Kind && (kind["group"].Text ?? route.Kind.Group) == route.Kind.Group) ? null : $"it takes {string.Join(", ", named.Select(kind => kind["kind"].Text))} alone";
        }

        // A protocol of an implementation's own is for that one to judge.
        string[] fitting = Protocol switch { "HTTP" or "HTTPS" => OfHttp, "TLS" => OfTls, "TCP" => ["TCPRoute"], "UDP" => ["UDPRoute"], _ => [route.Kind.Kind] };
        return fitting.Contains(route.Kind.Kind) ? null : $"its protocol is {Protocol}";
    }

    /// <summary>Whether it takes routes of a namespace; null where that is not known, since nobody has seen the namespace's labels.</summary>
    /// <param name="mesh">All objects.</param>
    /// <param name="ns">The route's namespace.</param>
    public bool? Takes(MeshSet mesh, string ns)
    {
        var from = At["allowedRoutes"]["namespaces"];
        switch (from["from"].Text)
        {
            case "All":
                return true;
            case "None":
                return false;
            case "Selector":
                // A namespace's name is a label that the server gives it.
                var labels = mesh.Find(MeshKind.Namespace, "", ns)?.Root["metadata"]["labels"].Json?.DeepClone() as System.Text.Json.Nodes.JsonObject;
                var isKnown = mesh.Find(MeshKind.Namespace, "", ns) is not null;
                labels ??= [];
                labels[NameLabel] = ns;
                var selector = from["selector"].Json as System.Text.Json.Nodes.JsonObject;
                return LabelSelector.Of(selector).Matches(labels) ? true : isKnown || mesh.Coverage.IsWhole(MeshKind.Namespace) ? false : null;
            default:
                return ns == At.Object.Namespace;
        }
    }

    /// <summary>As people say it: <c>https (HTTPS on 443)</c>.</summary>
    public override string ToString() => $"{Name} ({Protocol} on {Port})";
}
