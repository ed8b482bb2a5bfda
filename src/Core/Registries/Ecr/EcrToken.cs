using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Journal;
using Mesh.Core.Model.Objects;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Registries.Ecr;

/// <summary>The password that the API gave out for a registry; ECR's are good for twelve hours.</summary>
/// <param name="Credential">User and password.</param>
/// <param name="Expires">When it ends.</param>
internal sealed record EcrToken(RegistryCredential Credential, DateTimeOffset Expires)
{
    /// <summary>Reads the answer of GetAuthorizationToken; null where there is no token in it.</summary>
    /// <param name="body">The answer: authorizationData is a list with ECR, an object with ECR Public.</param>
    /// <param name="now">The time.</param>
    /// <param name="secrets">The secrets of the run.</param>
    public static EcrToken? Read(JsonNode? body, DateTimeOffset now, Secrets secrets)
    {
        var data = body.Items("authorizationData").FirstOrDefault() ?? body.Child("authorizationData");
        var token = data.Text("authorizationToken");
        secrets.Add(token);
        return token is not null && Decode(token) is [{ Length: > 0 } user, { Length: > 0 } password]
            ? new EcrToken(new RegistryCredential(user, password).MaskedIn(secrets), Moment(data.At("expiresAt")) ?? now.AddHours(1))
            : null;
    }

    private static string[] Decode(string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split(':', 2);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    // Seconds since 1970 with a fraction. What no calendar has is taken as not said.
    private static DateTimeOffset? Moment(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<double>(out var seconds) && seconds is > 0 and < 253_402_300_799 ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
}
