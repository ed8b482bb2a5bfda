using System.Text.Json.Nodes;
using Mesh.Core.Istio.Verification;

namespace Mesh.Core.Istio.ProxyStatus;

/// <summary>The proxies as the report has them.</summary>
internal static class ProxyJson
{
    /// <summary>The member of the report.</summary>
    public const string Name = "proxies";

    public static JsonObject Of(SeenMesh seen, IEnumerable<string> notEvaluated) => new()
    {
        ["istiods"] = new JsonArray([.. seen.Istiods.Select(one => new JsonObject { ["pod"] = one.Pod, ["revision"] = one.Revision, ["version"] = one.Version, ["asked"] = seen.Mesh.Asked.Any(asked => asked.Pod == one.Pod) })]),
        ["proxies"] = new JsonArray([.. seen.Proxies.Select(one => Proxy(seen, one))]),
        ["gone"] = new JsonArray([.. seen.Gone.Select(one => new JsonObject { ["namespace"] = one.Namespace, ["pod"] = one.Pod, ["istiod"] = one.Istiod })]),
        ["notEvaluated"] = Texts(notEvaluated),
    };

    private static JsonObject Proxy(SeenMesh seen, ProxyState one) => new()
    {
        ["namespace"] = one.Namespace, ["pod"] = one.Pod, ["phase"] = one.Phase, ["ready"] = one.IsReady, ["port15021"] = one.Status?.Code, ["port15021Closed"] = one.Status?.IsClosed == true, ["istiod"] = one.Istiod, ["alsoOn"] = Texts(one.AlsoOn),
        ["revision"] = one.Revision, ["version"] = one.IstioVersion, ["sync"] = one.Sync?.ToString(), ["behind"] = Texts(one.Behind), ["lastError"] = one.LastError,
        ["findings"] = Texts(seen.TroublesOf(one).Select(trouble => trouble.Kind.Code)),
    };

    private static JsonArray Texts(IEnumerable<string> all) => [.. all.Select(text => JsonValue.Create(text))];
}
