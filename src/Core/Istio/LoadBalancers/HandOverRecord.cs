using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

// What a hand-over was: written before its change, so that the way back is there whatever becomes of the run.
internal sealed record HandOverRecord(string Context, string Namespace, string Service, string Uid, string Begun, string State, Route Before, Route After, int EndpointsBefore, JsonArray? Fields)
{
    public const string BegunState = "begun", Adopted = "adopted", Reverted = "reverted";

    private const string Kind = "load-balancer-hand-over";
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public string Subject => ResourceKind.Service.Describe(Namespace, Service);

    // For kubectl patch --type json as well: it goes through only while the Service is the same one and leads where the hand-over left it.
    public JsonArray Inverse => RoutePatch.Of(Uid, null, After, Before);

    public static HandOverRecord Begin(ICluster cluster, JsonObject service, Route from, Route to, int endpoints, DateTimeOffset now) => new(
        cluster.Context, service.Namespace()!, service.Name(), service.Uid(), now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), BegunState, from, to, endpoints,
        service.At("metadata", "managedFields")?.DeepClone() as JsonArray);

    // As diffs show it: without who set which field, which is long and says nothing to a person.
    public string Shown => (this with { Fields = null }).Text();

    public string Text()
    {
        var json = new JsonObject
        {
            ["kind"] = Kind, ["schemaVersion"] = 1, ["context"] = Context, ["namespace"] = Namespace, ["service"] = Service, ["uid"] = Uid, ["begun"] = Begun, ["state"] = State,
            ["before"] = Before.Json(), ["after"] = After.Json(), ["endpointsBefore"] = EndpointsBefore, ["inverse"] = Inverse,
        };
        if (Fields is not null)
        {
            json["managedFields"] = Fields.DeepClone();
        }

        return json.ToJsonString(Format) + "\n";
    }

    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/> when it is no record, or one that was changed by hand.</exception>
    public static HandOverRecord Parse(string text, string shown)
    {
        JsonNode? json;
        try
        {
            json = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
        }
        catch (JsonException exception)
        {
            throw Malformed(shown, "it is no JSON", exception);
        }

        if (json.Text("kind") != Kind || json.Number("schemaVersion") != 1)
        {
            throw Malformed(shown, $"it is no record of kind {Kind} in version 1");
        }

        var record = new HandOverRecord(
            Required("context"), Required("namespace"), Required("service"), Required("uid"), Required("begun"), Required("state"),
            RouteAt("before"), RouteAt("after"), (int)Math.Clamp(json.Number("endpointsBefore") ?? 0, 0, int.MaxValue), json.At("managedFields") as JsonArray);
        return record switch
        {
            { State: not (BegunState or Adopted or Reverted) } => throw Malformed(shown, $"its state is '{record.State}'"),
            _ when !record.Before.SameDoors(record.After) => throw Malformed(shown, "its ports before and after differ in more than where they lead"),
            _ when !JsonNode.DeepEquals(record.Inverse, json.At("inverse")) => throw Malformed(shown, "its inverse patch is not that of its states before and after"),
            _ => record,
        };

        string Required(string name) => json.Text(name) is { Length: > 0 } value ? value : throw Malformed(shown, $"it has no {name}");

        Route RouteAt(string name) => Route.Of(new JsonObject { ["spec"] = json.At(name)?.DeepClone() }) is { } route && route.Selector.All(label => label.Value.Text() is not null)
            ? route : throw Malformed(shown, $"its {name} is no selector with ports");
    }

    private static MeshException Malformed(string shown, string why, Exception? inner = null) => new(
        ExitCode.MalformedInput, $"{shown} is not the record of a hand-over as Mesh.AdoptLoadBalancer writes it: {Model.Printable.OneLine(why)}",
        "Name the file that the hand-over wrote, unchanged; or move it away if nothing has to be gone back on", inner);
}
