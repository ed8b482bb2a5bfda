using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;
using Amazon.Runtime.Internal.Util;
using Amazon.SecurityToken;

namespace Mesh.Core.Registries.Ecr;

/// <summary>Signs requests by Signature Version 4, with the AWS SDK's own signer.</summary>
internal static class AwsSignature
{
    /// <summary>Signs a request; all its headers must be set.</summary>
    /// <param name="message">The request; gets the headers of the signature.</param>
    /// <param name="body">Its body.</param>
    /// <param name="service">The service, such as <c>ecr</c>.</param>
    /// <param name="region">The region.</param>
    /// <param name="credential">What to sign with.</param>
    /// <param name="at">When.</param>
    public static void Sign(HttpRequestMessage message, byte[] body, string service, string region, AwsCredential credential, DateTimeOffset at)
    {
        var request = new DefaultRequest(new AnyRequest(), service)
        {
            Endpoint = new Uri(message.RequestUri!.GetLeftPart(UriPartial.Authority)),
            ResourcePath = message.RequestUri.AbsolutePath,
            HttpMethod = message.Method.Method,
            Content = body,
            AuthenticationRegion = region,
            OverrideSigningServiceName = service,
        };
        foreach (var (name, values) in message.Headers.Concat(message.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()))
        {
            request.Headers[name] = string.Join(',', values);
        }

        if (credential.SessionToken is not null)
        {
            request.Headers["X-Amz-Security-Token"] = credential.SessionToken;
        }

        // The configuration is asked for nothing that is not said above; the signer wants to see one.
        var signed = new AWS4Signer().SignRequest(request, new AmazonSecurityTokenServiceConfig { AuthenticationRegion = region }, new RequestMetrics(), credential.AccessKeyId, credential.SecretAccessKey, at.UtcDateTime);
        message.Headers.TryAddWithoutValidation("Authorization", signed.ForAuthorizationHeader);
        foreach (var name in new[] { "X-Amz-Date", "X-Amz-Content-SHA256", "X-Amz-Security-Token" })
        {
            if (request.Headers.TryGetValue(name, out var value))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private sealed class AnyRequest : AmazonWebServiceRequest;
}
