using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Certificates.Chains;

/// <summary>Takes the secrets out of a dump: Envoy's /config_dump, in its own snake case, and what <c>istioctl proxy-config secret -o json</c> prints, in camel case.</summary>
internal static class EnvoySecrets
{
    private const string Redacted = "[redacted]";
    private const int Most = 1000;

    /// <summary>True when it is a dump and no PEM.</summary>
    public static bool Is(ReadOnlySpan<byte> content)
    {
        var text = content.StartsWith("\uFEFF"u8) ? content[3..] : content;
        return text.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];
    }

    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: it is no JSON.</exception>
    public static IReadOnlyList<EnvoySecret> Read(ReadOnlySpan<byte> content, string source)
    {
        try
        {
            var secrets = new List<EnvoySecret>();
            Visit(JsonNode.Parse(content.StartsWith("\uFEFF"u8) ? content[3..] : content), secrets);
            return secrets;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Neither the text of the dump nor a key in it may get into the message.
            var line = (exception as JsonException)?.LineNumber + 1;
            throw new MeshException(ExitCode.MalformedInput, $"{source}{(line is null ? "" : $":{line}")} is no valid JSON", "Give it what Envoy's /config_dump or istioctl proxy-config secret -o json printed, whole");
        }
    }

    // Wherever they stand: static, dynamic active and dynamic warming secrets, alone or among the rest of the configuration.
    private static void Visit(JsonNode? node, List<EnvoySecret> secrets)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                Visit(item, secrets);
            }
        }
        else if (node is JsonObject map)
        {
            if (map.Text("name") is { } name && (Either(map, "tls_certificate", "tlsCertificate") ?? Either(map, "validation_context", "validationContext")) is JsonObject)
            {
                if (secrets.Count < Most)
                {
                    secrets.Add(Secret(name, map));
                }

                return;
            }

            foreach (var (_, child) in map)
            {
                Visit(child, secrets);
            }
        }
    }

    private static EnvoySecret Secret(string name, JsonObject secret)
    {
        var certificate = Either(secret, "tls_certificate", "tlsCertificate");
        var key = Either(certificate, "private_key", "privateKey");
        var bytes = Data(key);
        var text = bytes is null ? "" : Encoding.UTF8.GetString(bytes);
        return new(Model.Printable.OneLine(name),
            Data(Either(certificate, "certificate_chain", "certificateChain")),
            Data(Either(Either(secret, "validation_context", "validationContext"), "trusted_ca", "trustedCa")),
            text.Length == 0 || text == Redacted ? [] : [.. new[] { text, Either(key, "inline_bytes", "inlineBytes") is JsonValue value && value.TryGetValue<string>(out var raw) ? raw : "" }.Where(form => form.Length > 0)]);
    }

    private static byte[]? Data(JsonNode? source)
    {
        if (Either(source, "inline_bytes", "inlineBytes") is JsonValue encoded && encoded.TryGetValue<string>(out var text))
        {
            var bytes = new byte[((text.Length * 3L) / 4) + 3];
            return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : [];
        }

        return Either(source, "inline_string", "inlineString") is JsonValue plain && plain.TryGetValue<string>(out var direct) ? Encoding.UTF8.GetBytes(direct) : null;
    }

    private static JsonNode? Either(JsonNode? node, string snake, string camel) => node.At(snake) ?? node.At(camel);
}
