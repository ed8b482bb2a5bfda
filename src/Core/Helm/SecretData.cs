using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Helm;

/// <summary>What Kubernetes Secrets hold: learned so that it is masked everywhere, and shown only as fingerprints.</summary>
internal static class SecretData
{
    private static readonly string[] Fields = ["data", "stringData"];

    /// <summary>Masks the object's values from now on, encoded and decoded. Does nothing for an object that is no Secret.</summary>
    public static void Register(JsonObject body, Secrets secrets)
    {
        foreach (var (_, value, isEncoded) in Values(body))
        {
            secrets.Add(value);
            secrets.Add(isEncoded ? Decode(value) is { } bytes ? Encoding.UTF8.GetString(bytes) : null : Convert.ToBase64String(Encoding.UTF8.GetBytes(value)));
        }
    }

    /// <summary>The object as it may be shown: a Secret's data and stringData become one map of SHA-256 fingerprints of what is decoded, so that a changed value shows and the value does not.</summary>
    public static JsonObject Redact(JsonObject body)
    {
        if (!IsSecret(body))
        {
            return body;
        }

        var shown = (JsonObject)body.DeepClone();
        var data = new JsonObject();
        foreach (var (key, value, isEncoded) in Values(body))
        {
            var bytes = isEncoded ? Decode(value) ?? Encoding.UTF8.GetBytes(value) : Encoding.UTF8.GetBytes(value);
            data[key] = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))[..12]}";
        }

        shown.Remove("stringData");
        shown["data"] = data;
        // What kubectl apply left behind holds the whole object once more.
        shown.Child("metadata", "annotations")?.Remove("kubectl.kubernetes.io/last-applied-configuration");
        return shown;
    }

    // stringData comes last: it wins, as it does on the server.
    private static IEnumerable<(string Key, string Value, bool IsEncoded)> Values(JsonObject body) => !IsSecret(body)
        ? []
        : Fields.SelectMany(field => (body[field] as JsonObject ?? []).Select(pair => (pair.Key, pair.Value?.ToString() ?? "", field == "data")));

    private static bool IsSecret(JsonObject body) => body["kind"]?.ToString() == "Secret" && body["apiVersion"]?.ToString() == "v1";

    private static byte[]? Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) ? bytes[..count] : null;
    }
}
