using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Api;

/// <summary>The tokens of service accounts: signed with a key of this server alone, and judged as a server does it.</summary>
/// <param name="server">Whose.</param>
internal sealed class ServiceAccountTokens(ApiServer server)
{
    /// <summary>Who signs, as the claim <c>iss</c> says it.</summary>
    public const string Issuer = "https://kubernetes.default.svc";

    private const int Seconds = 600;

    private readonly ECParameters key = NewKey();

    private string KeyId => Encode(SHA256.HashData([.. key.Q.X!, .. key.Q.Y!]));

    /// <summary>A token for one audience.</summary>
    public string Issue(string ns, string account, string audience)
    {
        var found = server.Store.Get(ResourceKind.ServiceAccount, ns, account) ?? throw ApiError.NotFound(ResourceKind.ServiceAccount, account);
        var now = server.Clock.Now.ToUnixTimeSeconds();
        return Sign(new JsonObject
        {
            ["aud"] = new JsonArray(audience), ["exp"] = now + Seconds, ["iat"] = now, ["iss"] = Issuer, ["nbf"] = now, ["sub"] = $"system:serviceaccount:{ns}:{account}",
            ["kubernetes.io"] = new JsonObject { ["namespace"] = ns, ["serviceaccount"] = new JsonObject { ["name"] = account, ["uid"] = found.Uid() } },
        });
    }

    /// <summary>What it makes of a token.</summary>
    public TokenVerdict Review(string token, IReadOnlyList<string> audiences)
    {
        try
        {
            var why = Judge(token, audiences, out var user);
            return new(why is null, why is null ? user : null, why is null ? null : $"[invalid bearer token, {why}]");
        }
        catch (Exception exception) when (exception is JsonException or FormatException or CryptographicException)
        {
            return new(false, null, "[invalid bearer token, it cannot be read]");
        }
    }

    /// <summary>The public key, as /openid/v1/jwks shows it.</summary>
    public JsonObject Keys() => new()
    {
        ["keys"] = new JsonArray(new JsonObject { ["use"] = "sig", ["kty"] = "EC", ["kid"] = KeyId, ["crv"] = "P-256", ["alg"] = "ES256", ["x"] = Encode(key.Q.X!), ["y"] = Encode(key.Q.Y!) }),
    };

    /// <summary>Signs any claims, as whoever has the key can.</summary>
    public string Sign(JsonObject claims)
    {
        using var signer = ECDsa.Create(key);
        var content = $"{Encode(Encoding.UTF8.GetBytes(new JsonObject { ["alg"] = "ES256", ["kid"] = KeyId }.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{content}.{Encode(signer.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256))}";
    }

    private string? Judge(string token, IReadOnlyList<string> audiences, out string? user)
    {
        user = null;
        if (token.Split('.') is not [var header, var payload, var signature])
        {
            return "token lookup failed";
        }

        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(payload));
        using var verifier = ECDsa.Create(key);
        if (!verifier.VerifyData(Encoding.ASCII.GetBytes($"{header}.{payload}"), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256))
        {
            return "square/go-jose: error in cryptographic primitive";
        }

        user = claims.Text("sub");
        var (now, meant) = (server.Clock.Now.ToUnixTimeSeconds(), claims.Elements("aud").Select(one => one is JsonValue text && text.TryGetValue<string>(out var said) ? said : "").ToList());
        return now > claims.Number("exp") ? "Token has expired."
            : now < claims.Number("nbf") ? "Token is not valid yet."
            : !meant.Intersect(audiences.Count > 0 ? audiences : [Issuer]).Any() ? $"token audiences [{string.Join(' ', meant.Select(one => $"\"{one}\""))}] is invalid for the target audiences [{string.Join(' ', audiences.Select(one => $"\"{one}\""))}]"
            : Account(claims.At("kubernetes.io"));
    }

    private string? Account(JsonNode? bound)
    {
        var (ns, name, uid) = (bound.Text("namespace") ?? "", bound.Text("serviceaccount", "name") ?? "", bound.Text("serviceaccount", "uid"));
        var account = server.Store.Get(ResourceKind.ServiceAccount, ns, name);
        if (account is null || account.Uid() != uid)
        {
            return account is null ? $"serviceaccounts \"{name}\" not found" : $"service account UID ({account.Uid()}) does not match claim ({uid})";
        }

        var pod = bound.Text("pod", "name");
        return pod is null || server.Store.Get(ResourceKind.Pod, ns, pod)?.Uid() == bound.Text("pod", "uid") ? null : "Token has been invalidated";
    }

    private static ECParameters NewKey()
    {
        using var made = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return made.ExportParameters(includePrivateParameters: true);
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);
}
