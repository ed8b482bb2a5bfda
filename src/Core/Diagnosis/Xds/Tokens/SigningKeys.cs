using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Xds.Tokens;

/// <summary>With what an API server signs tokens, as it says in public.</summary>
/// <param name="Issuer">What it calls itself in them.</param>
/// <param name="KeyIds">Which keys it accepts.</param>
internal sealed record SigningKeys(string? Issuer, IReadOnlyList<string> KeyIds)
{
    /// <summary>Reads the two answers; null where they are none.</summary>
    /// <param name="configuration">/.well-known/openid-configuration</param>
    /// <param name="keys">/openid/v1/jwks</param>
    public static SigningKeys? TryRead(string configuration, string keys)
    {
        try
        {
            return new(JsonNode.Parse(configuration).Text("issuer"), [.. JsonNode.Parse(keys).Items("keys").Select(key => key.Text("kid")).OfType<string>()]);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
