using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mesh.Core.Tests.Registries.Ecr;

/// <summary>The signature of a request that arrived, computed from the specification alone (AWS General Reference, "Signature Version 4 signing process").</summary>
public static class SignatureVersion4
{
    /// <summary>The Authorization header that a request must have for this key, region and service; the headers it says to be signed are taken from it.</summary>
    public static string Expected(HttpRequest request, string body, string accessKey, string secretKey, string region, string service)
    {
        var names = $"{request.Headers.Authorization}".Split("SignedHeaders=")[1].Split(',')[0];
        var moment = $"{request.Headers["X-Amz-Date"]}";
        var scope = $"{moment[..8]}/{region}/{service}/aws4_request";
        var canonical = new StringBuilder($"{request.Method}\n{request.Path}\n{request.QueryString.ToString().TrimStart('?')}\n");
        foreach (var name in names.Split(';').Order(StringComparer.Ordinal))
        {
            canonical.Append(name).Append(':').Append($"{request.Headers[name]}".Trim()).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(Hash(body));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Key(secretKey, moment[..8], region, service), Encoding.UTF8.GetBytes($"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{Hash(canonical.ToString())}")));
        return $"AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    /// <summary>The signing key.</summary>
    public static byte[] Key(string secretKey, string date, string region, string service) =>
        new[] { date, region, service, "aws4_request" }.Aggregate(Encoding.UTF8.GetBytes($"AWS4{secretKey}"), (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
