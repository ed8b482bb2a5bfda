using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>
/// AWS Signature Version 4, computed anew from a request. Source: AWS General Reference, "Create a signed AWS API request": canonical request, string to sign, the chain of four keys.
/// </summary>
/// <param name="accessKeyId">The only known access key.</param>
/// <param name="secretAccessKey">Its secret.</param>
/// <param name="region">The region that a request has to be signed for.</param>
/// <param name="service">The service that a request has to be signed for.</param>
internal sealed class AwsSignature(string accessKeyId, string secretAccessKey, string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>What is wrong with a request, as the type of AWS's error and its message; null for nothing.</summary>
    public (string Type, string Message)? Refusal(HttpRequest request, byte[] body, DateTimeOffset now)
    {
        var header = request.Headers.Authorization.ToString();
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            return ("MissingAuthenticationTokenException", "Missing Authentication Token");
        }

        var fields = header[(Algorithm.Length + 1)..].Split(',').Select(field => field.Trim().Split('=', 2)).ToDictionary(field => field[0], field => field[1]);
        string[] credential = fields["Credential"].Split('/', 2);
        var (key, scope, signedHeaders) = (credential[0], credential[1], fields["SignedHeaders"].Split(';'));
        var time = request.Headers["X-Amz-Date"].ToString();
        if (key != accessKeyId)
        {
            return ("UnrecognizedClientException", "The security token included in the request is invalid.");
        }

        if (scope != $"{time.Split('T')[0]}/{region}/{service}/aws4_request")
        {
            return ("InvalidSignatureException", $"Credential should be scoped to a valid region and service, got {scope}.");
        }

        if ((now - DateTimeOffset.ParseExact(time, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)).Duration() > Tolerance)
        {
            return ("InvalidSignatureException", $"Signature expired: {time}");
        }

        // Whoever could send these without signing them could change them on the way.
        string[] needed = ["host", "x-amz-date", .. request.Headers.Keys.Select(name => name.ToLowerInvariant()).Where(name => name is "x-amz-target" or "x-amz-security-token")];
        return needed.Except(signedHeaders).FirstOrDefault() is { } unsigned ? ("InvalidSignatureException", $"'{unsigned}' must be a 'SignedHeader'.")
            : Signature(request, body, scope, signedHeaders, time) != fields["Signature"]
                ? ("InvalidSignatureException", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
            : null;
    }

    private string Signature(HttpRequest request, byte[] body, string scope, string[] signedHeaders, string time)
    {
        var canonicalHeaders = string.Concat(signedHeaders.Select(name => $"{name}:{string.Join(' ', request.Headers[name].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries))}\n"));
        var canonicalQuery = string.Join('&', request.Query.SelectMany(pair => pair.Value.Select(value => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}")).Order(StringComparer.Ordinal));
        var canonical = $"{request.Method}\n{request.Path}\n{canonicalQuery}\n{canonicalHeaders}\n{string.Join(';', signedHeaders)}\n{Convert.ToHexStringLower(SHA256.HashData(body))}";
        var toSign = $"{Algorithm}\n{time}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretAccessKey), (key, part) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part)));
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(toSign)));
    }
}
