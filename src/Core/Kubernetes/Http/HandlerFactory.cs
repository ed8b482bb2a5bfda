using System.Net;
using System.Net.Security;
using Mesh.Core.Network;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Makes the one connection pool to an API server.</summary>
internal static class HandlerFactory
{
    public static SocketsHttpHandler Create(ServerEndpoint endpoint, SslStreamCertificateContext? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the credentials to wherever it points.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = Connecting.Limit,
            ConnectCallback = Connecting.ConnectAsync,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            UseCookies = false,
            SslOptions = ServerTrust.OptionsFor(endpoint, certificate),
        };
        if (endpoint.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy) { Credentials = CredentialsOf(proxy) };
        }

        return handler;
    }

    private static NetworkCredential? CredentialsOf(Uri proxy) =>
        proxy.UserInfo.Split(':', 2) is [{ Length: > 0 } name, .. var rest] ? new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(rest is [var password] ? password : "")) : null;
}
