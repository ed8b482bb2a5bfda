using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Registries.Credentials;

/// <summary>Docker's config.json. Source: docker/cli, cli/config/configfile/file.go and cli/config/credentials.</summary>
internal sealed class DockerConfigFile
{
    private const int LargestMegabytes = 4;

    private readonly string path;
    private readonly byte[] json;
    private readonly JsonObject root;

    private DockerConfigFile(string path, byte[] json, JsonObject root) => (this.path, this.json, this.root) = (path, json, root);

    /// <summary>Reads the file; null where there is none, or it is empty as Docker leaves it after the last logout.</summary>
    /// <exception cref="MeshException">65 when it is malformed or larger than 4 MiB; 74 when it cannot be read.</exception>
    public static DockerConfigFile? Read(string path)
    {
        var json = Content(path);
        if (json.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            return null;
        }

        try
        {
            return StrictJson.Parse(json) switch
            {
                null => null,
                JsonObject root => new DockerConfigFile(path, json, root),
                _ => throw Malformed($"{path}:1", "it is no JSON object"),
            };
        }
        catch (JsonException exception)
        {
            throw exception.LineNumber is { } line ? Malformed($"{path}:{line + 1}", "it is no JSON", exception) : Malformed(path, "it has a member twice", exception);
        }
    }

    /// <summary>The end of the name of the helper that keeps a registry's credential; null where the file keeps it itself.</summary>
    /// <param name="host">The registry, canonical.</param>
    public string? HelperOf(string host)
    {
        var (name, place) = Find("credHelpers", host) is ({ } key, var own) ? (Text(own, "credHelpers", key), Place("credHelpers", key)) : (Text(root["credsStore"], "credsStore"), Place("credsStore"));
        return string.IsNullOrEmpty(name) ? null
            : name.AsSpan().ContainsAny("/\\\0 ") ? throw Malformed(place, "the name of a credential helper must be the end of an executable's name, without folders")
            : name;
    }

    /// <summary>The credential that the file itself keeps; null where it keeps none.</summary>
    /// <param name="host">The registry, canonical.</param>
    public RegistryCredential? CredentialOf(string host)
    {
        if (Find("auths", host) is not ({ } key, { } node))
        {
            return null;
        }

        var entry = node as JsonObject ?? throw Malformed(Place("auths", key), "the entry is no object");
        if (Text(entry["identitytoken"], "auths", key, "identitytoken") is { Length: > 0 } token)
        {
            return new RegistryCredential(RegistryCredential.TokenUser, token, IsIdentityToken: true);
        }

        var (user, password) = Text(entry["auth"], "auths", key, "auth") is { Length: > 0 } auth
            ? Decode(auth, key)
            : (Text(entry["username"], "auths", key, "username"), Text(entry["password"], "auths", key, "password"));
        return string.IsNullOrEmpty(user) || string.IsNullOrEmpty(password) ? null : new RegistryCredential(user, password);
    }

    private (string User, string Password) Decode(string auth, string key)
    {
        try
        {
            // Docker pads passwords with zeros; a password itself may hold colons.
            if (new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(auth)).Split(':', 2) is [var user, var password])
            {
                return (user, password.Trim('\0'));
            }
        }
        catch (Exception exception) when (exception is FormatException or System.Text.DecoderFallbackException)
        {
            // Said below. The exception may quote what it could not read.
        }

        throw Malformed(Place("auths", key, "auth"), $"auth of {key} is not user:password in base64");
    }

    // A key as images name the registry comes first, then Docker's own for Docker Hub, then one without a path.
    private (string? Key, JsonNode? Value) Find(string map, string host)
    {
        var entries = root[map] switch
        {
            null => [],
            JsonObject found => found.Where(entry => RegistryHosts.Canonical(entry.Key) == host),
            _ => throw Malformed(Place(map), $"{map} is no object"),
        };
        return entries.OrderBy(entry => entry.Key == host ? 0 : entry.Key == RegistryHosts.DockerHubAddress ? 1 : entry.Key.EndsWith(host, StringComparison.OrdinalIgnoreCase) ? 2 : 3)
            .Select(entry => ((string?)entry.Key, entry.Value)).FirstOrDefault();
    }

    private string? Text(JsonNode? node, params string[] at) => node switch
    {
        null => null,
        JsonValue value when value.TryGetValue<string>(out var text) => text.Trim(),
        _ => throw Malformed(Place(at), $"{at[^1]} is no text"),
    };

    private string Place(params ReadOnlySpan<string> at)
    {
        var reader = new Utf8JsonReader(json);
        var (line, found) = (1, 0);
        reader.Read();
        while (found < at.Length && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!reader.ValueTextEquals(at[found]))
            {
                reader.Skip();
                continue;
            }

            line = json.AsSpan(0, (int)reader.TokenStartIndex).Count((byte)'\n') + 1;
            found = reader.Read() && reader.TokenType == JsonTokenType.StartObject ? found + 1 : at.Length;
        }

        return $"{path}:{line}";
    }

    private static byte[] Content(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // What has no length may still have a content: a pipe, a file of a virtual file system.
            var buffer = new byte[Math.Min(stream.CanSeek && stream.Length > 0 ? stream.Length : long.MaxValue, LargestMegabytes * 1024 * 1024) + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length > LargestMegabytes * 1024 * 1024
                ? throw new MeshException(ExitCode.MalformedInput, $"{path} is larger than {LargestMegabytes} MiB", "Check that DOCKER_CONFIG names the folder of Docker's config.json")
                : buffer.AsSpan(0, length) is [0xEF, 0xBB, 0xBF, .. var rest] ? rest.ToArray() : buffer[..length];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"{path}, which may hold registry credentials, cannot be read: {exception.Message}", "Check the owner and the mode of the file, or the variable DOCKER_CONFIG", exception);
        }
    }

    private static MeshException Malformed(string place, string why, Exception? inner = null) =>
        new(ExitCode.MalformedInput, $"{place}: Docker's configuration is malformed: {why}", "Mend the file there, or write it anew with docker login", inner);
}
