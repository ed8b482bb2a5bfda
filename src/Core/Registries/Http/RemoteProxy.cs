using System.Net;

namespace Mesh.Core.Registries.Http;

/// <summary>The environment's proxy, but never for what runs on this machine: a proxy elsewhere cannot reach it.</summary>
internal sealed class RemoteProxy : IWebProxy
{
    public ICredentials? Credentials
    {
        get => HttpClient.DefaultProxy.Credentials;
        set => throw new NotSupportedException();
    }

    public Uri? GetProxy(Uri destination) => HttpClient.DefaultProxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || HttpClient.DefaultProxy.IsBypassed(host);
}
