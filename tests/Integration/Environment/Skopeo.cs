using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Mesh.Integration.Environment;

/// <summary>skopeo, a registry client by others: the second opinion on every digest.</summary>
[UnsupportedOSPlatform("windows")]
internal static class Skopeo
{
    // What it would read of the user's home stays away from it.
    private static readonly Dictionary<string, string?> Alone = new() { ["HOME"] = "/nonexistent", ["REGISTRY_AUTH_FILE"] = null, ["XDG_RUNTIME_DIR"] = null };

    /// <summary>The digest of the very bytes a registry has under a name.</summary>
    /// <param name="reference">Such as <c>app:1</c> or <c>app@sha256:…</c>.</param>
    public static async Task<string> DigestAsync(RegistryServer registry, string reference) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(await RawAsync(registry, reference))));

    /// <summary>The manifest a registry has under a name, as JSON.</summary>
    public static async Task<JsonNode> ManifestAsync(RegistryServer registry, string reference) => JsonNode.Parse(await RawAsync(registry, reference))!;

    /// <summary>Copies an image with everything below it.</summary>
    public static async Task CopyAllAsync(RegistryServer from, string source, RegistryServer to, string target) => (await Command.RunAsync(
        "skopeo",
        ["copy", "--all", "--quiet", .. Login("src-", from), .. Login("dest-", to), $"docker://{from.Host}/{source}", $"docker://{to.Host}/{target}"],
        Alone)).Succeeded();

    private static async Task<string> RawAsync(RegistryServer registry, string reference) => (await Command.RunAsync(
        "skopeo", ["inspect", "--raw", .. Login("", registry), $"docker://{registry.Host}/{reference}"], Alone)).Succeeded();

    private static IEnumerable<string> Login(string side, RegistryServer registry) =>
        [$"--{side}tls-verify=false", .. registry.Asks ? [$"--{side}creds", $"{RegistryServer.User}:{registry.Password}"] : Array.Empty<string>()];
}
