using System.Text.Json.Nodes;

namespace Mesh.Core.Istio.Verification;

/// <summary>A verification as the report has it.</summary>
internal static class VerdictJson
{
    /// <summary>The member of the report.</summary>
    public const string Name = "verification";

    public static JsonObject Of(Verdict verdict, ExpectedMesh expected)
    {
        var all = new JsonObject
        {
            ["revision"] = expected.Revision, ["version"] = expected.Version,
            ["workloads"] = List(verdict.Workloads, one => new JsonObject
            {
                ["workload"] = one.Workload, ["available"] = one.Available, ["status"] = one.Status, ["image"] = one.Image, ["architectures"] = Texts(one.Architectures),
            }),
            ["webhooks"] = List(verdict.Webhooks, one => new JsonObject
            {
                ["webhook"] = one.Configuration, ["server"] = one.Server, ["endpoints"] = one.Endpoints, ["trusts"] = one.Trusts, ["trustsIstiod"] = one.TrustsIstiod, ["failurePolicy"] = one.FailurePolicy,
            }),
        };
        if (verdict.Crds is { } crds)
        {
            all["crds"] = new JsonObject { ["wanted"] = crds.Wanted, ["missing"] = Texts(crds.Missing), ["unfit"] = Texts(crds.Unfit) };
        }

        if (verdict.Proxies is { } proxies)
        {
            all["istiods"] = List(proxies.Mesh.Asked, one => new JsonObject { ["pod"] = one.Pod, ["revision"] = one.Revision });
            all["proxies"] = List(proxies.Own, one => Proxy(one, proxies));
            all["otherProxies"] = proxies.Others;
        }

        all["notEvaluated"] = Texts(verdict.NotEvaluated);
        return all;
    }

    private static JsonObject Proxy(ProxyState one, SeenProxies all) => new()
    {
        ["namespace"] = one.Namespace, ["pod"] = one.Pod, ["ready"] = one.IsReady, ["istiod"] = one.Istiod, ["alsoOn"] = Texts(one.AlsoOn), ["revision"] = one.Revision, ["version"] = one.IstioVersion,
        ["sync"] = one.Sync?.ToString(), ["behind"] = Texts(one.Behind), ["lastError"] = one.LastError, ["certificateEnds"] = all.Certificates.GetValueOrDefault($"{one}")?.NotAfter.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static JsonArray List<T>(IEnumerable<T> all, Func<T, JsonObject> one) => [.. all.Select(one)];

    private static JsonArray Texts(IEnumerable<string> all) => [.. all.Select(text => JsonValue.Create(text))];
}
