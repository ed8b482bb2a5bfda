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
        _ => throw ApiError.NoSuchResource(),
    };
}
