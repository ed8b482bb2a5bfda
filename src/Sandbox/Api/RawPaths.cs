using System.Text.Json.Nodes;

namespace Mesh.Sandbox.Api;

/// <summary>The paths outside the API that a sandbox answers.</summary>
internal static class RawPaths
{
    public static string Get(ApiServer server, string path) => path.Split('?')[0] switch
    {
        "/healthz" or "/readyz" or "/livez" => "ok",
        "/version" => new JsonObject
        {
            ["major"] = $"{server.Version.Major}",
            ["minor"] = $"{server.Version.Minor}",
            ["gitVersion"] = server.Version.Text,
            ["platform"] = "linux/arm64",
        }.ToJsonString(),
        "/apis" => Groups(server).ToJsonString(),
        "/openid/v1/jwks" => server.Tokens.Keys().ToJsonString(),
        "/.well-known/openid-configuration" => new JsonObject { ["issuer"] = ServiceAccountTokens.Issuer, ["jwks_uri"] = $"{server.Address}/openid/v1/jwks" }.ToJsonString(),
        var asked when asked.Split('/') is ["", "apis", var group, var version] => Resources(server, group, version).ToJsonString(),
        _ => throw ApiError.NoSuchResource(),
    };

    private static JsonObject Groups(ApiServer server) => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. server.Kinds().Where(kind => kind.Group.Length > 0).GroupBy(kind => kind.Group).Select(kinds =>
        {
            var versions = kinds.Select(kind => kind.Version).Distinct().OrderByDescending(KubernetesOrder.Rank).Select(version => new JsonObject { ["groupVersion"] = $"{kinds.Key}/{version}", ["version"] = version }).ToList();
            return new JsonObject { ["name"] = kinds.Key, ["preferredVersion"] = versions[0].DeepClone(), ["versions"] = new JsonArray([.. versions]) };
        })]),
    };

    private static JsonObject Resources(ApiServer server, string group, string version)
    {
        var kinds = server.Kinds().Where(kind => kind.Group == group && kind.Version == version).ToList();
        return kinds.Count == 0 ? throw ApiError.NoSuchResource() : new()
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = $"{group}/{version}",
            ["resources"] = new JsonArray([.. kinds.Select(kind => new JsonObject
            {
                ["name"] = kind.Plural, ["singularName"] = "", ["namespaced"] = kind.Namespaced, ["kind"] = kind.Kind,
                ["verbs"] = new JsonArray("create", "delete", "get", "list", "patch", "update", "watch"),
            })]),
        };
    }
}
