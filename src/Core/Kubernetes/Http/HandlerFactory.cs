using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Makes the one connection pool to an API server.</summary>
internal static class HandlerFactory
{
    /// <summary>Name resolution, TCP and TLS together.</summary>
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(5);

    public static SocketsHttpHandler Create(ServerEndpoint endpoint, SslStreamCertificateContext? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the credentials to wherever it points.
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = ConnectLimit,
            ConnectCallback = ConnectAsync,
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

    // As the handler does by itself, and with keep-alive on: a watch is silent for long, and the death of the other side has to be noticed all the same.
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static NetworkCredential? CredentialsOf(Uri proxy) =>
        proxy.UserInfo.Split(':', 2) is [{ Length: > 0 } name, .. var rest] ? new NetworkCredential(Uri.UnescapeDataString(name), Uri.UnescapeDataString(rest is [var password] ? password : "")) : null;
}
