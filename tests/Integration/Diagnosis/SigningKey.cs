using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Diagnosis;

/// <summary>Signs tokens of service accounts as an API server does: with the cluster's own key, or with one of another cluster.</summary>
internal sealed class SigningKey(RSA key) : IDisposable
{
    // As kubernetes, pkg/serviceaccount/jwt.go names a key.
    private string KeyId => Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));

    public static SigningKey Of(ControlPlane plane)
    {
        var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(plane.Directory, "service-account.key")));
        return new(key);
    }

    public static SigningKey OfAnotherCluster() => new(RSA.Create(2048));

    public string Sign(string ns, string account, string uid, DateTimeOffset from, DateTimeOffset until, (string Name, string Uid)? pod = null)
    {
        var bound = new JsonObject { ["namespace"] = ns, ["serviceaccount"] = new JsonObject { ["name"] = account, ["uid"] = uid } };
        if (pod is { } known)
        {
            bound["pod"] = new JsonObject { ["name"] = known.Name, ["uid"] = known.Uid };
        }

        var claims = new JsonObject
        {
            ["aud"] = new JsonArray("istio-ca"), ["exp"] = until.ToUnixTimeSeconds(), ["iat"] = from.ToUnixTimeSeconds(), ["nbf"] = from.ToUnixTimeSeconds(), ["iss"] = "https://kubernetes.default.svc",
            ["sub"] = $"system:serviceaccount:{ns}:{account}", ["kubernetes.io"] = bound,
        };
        var content = $"{Encode(new JsonObject { ["alg"] = "RS256", ["kid"] = KeyId })}.{Encode(claims)}";
        return $"{content}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public void Dispose() => key.Dispose();

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
