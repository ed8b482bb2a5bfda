using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Mesh.Sandbox.Registry;

/// <summary>Takes the place of the network: a request goes to a registry in memory.</summary>
internal sealed partial class RegistryHandler(InMemoryRegistry registry) : HttpMessageHandler
{
    private readonly Doorkeeper door = new(registry.Options);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (registry.Options.Down)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, $"Connection refused ({request.RequestUri!.Authority})", new SocketException((int)SocketError.ConnectionRefused));
        }

        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var response = Answer(request, body);
        if (request.Method == HttpMethod.Head && !response.IsSuccessStatusCode)
        {
            response.Content = new ByteArrayContent([]);
        }

        response.RequestMessage = request;
        response.Headers.TryAddWithoutValidation("Docker-Distribution-Api-Version", "registry/2.0");
        return response;
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, byte[] body)
    {
        try
        {
            lock (registry.Gate)
            {
                var path = request.RequestUri!.AbsolutePath;
                var parts = Address.Match(path);
                var call = new RegistryCall(request, body, parts.Groups["repository"].Value, Uri.UnescapeDataString(parts.Groups["reference"].Value));
                if (path == Doorkeeper.TokenPath && registry.Options.Tokens)
                {
                    return door.GiveToken(call);
                }

                if (door.WhyNot(call) is { } refusal)
                {
                    return refusal;
                }

                return parts.Groups["what"].Value switch
                {
                    "manifests" => Manifests.Answer(registry, call),
                    "blobs" => Blobs.Answer(registry, call),
                    "blobs/uploads" => Uploads.Answer(registry, call),
                    "tags" when call.Reference == "list" => Tags.Answer(registry, call),
                    _ when path == "/v2/" => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("{}", Encoding.UTF8, "application/json") },
                    _ => new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("404 page not found\n") },
                };
            }
        }
        catch (RegistryError refused)
        {
            return refused.Response();
        }
    }

    [GeneratedRegex(@"^/v2/(?<repository>[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*)/(?<what>manifests|blobs/uploads|blobs|tags)/(?<reference>[\w:.%=+-]*)$", RegexOptions.ECMAScript | RegexOptions.ExplicitCapture)]
    private static partial Regex Address { get; }
}
