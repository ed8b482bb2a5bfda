using System.Security.Cryptography.X509Certificates;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Where an API server is and how it proves itself.</summary>
/// <param name="Context">The name of the context, for people.</param>
/// <param name="Server">Its address; may have a path, as behind Rancher.</param>
internal sealed record ServerEndpoint(string Context, Uri Server)
{
    /// <summary>The authorities to trust instead of the machine's; null for the machine's.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>The name its certificate must have, where that is not the address's host.</summary>
    public string? TlsServerName { get; init; }

    public bool SkipVerify { get; init; }

    /// <summary>The proxy on the way; null for what the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>For error messages: <c>the API server of 'locust-eks' (https://…)</c>.</summary>
    public string Describe() => $"the API server of '{Context}' ({Server.GetLeftPart(UriPartial.Path).TrimEnd('/')})";
}
