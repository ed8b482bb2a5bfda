using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mesh.Core.Registries.Credentials;

/// <summary>Parses JSON of strangers so that nothing is left to go wrong when it is read: no member twice, no text that is no Unicode.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>The JSON; null for the literal null.</summary>
    /// <param name="json">The bytes.</param>
    /// <exception cref="JsonException">It is none; with the line, counted from 0, except for a member twice.</exception>
    public static JsonNode? Parse(ReadOnlySpan<byte> json)
    {
        var node = JsonNode.Parse(json, documentOptions: Options);
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            try
            {
                // A node keeps the bytes and would find out only when somebody asks for the text.
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }
            catch (InvalidOperationException exception)
            {
                throw new JsonException("a text is no Unicode", null, json[..(int)reader.TokenStartIndex].Count((byte)'\n'), null, exception);
            }
        }

        return node;
    }
}
