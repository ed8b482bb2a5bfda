namespace Mesh.Core.Registries.Credentials;

/// <summary>One spelling for a registry that has several: Docker's configuration names it by host, by host and port, or by an address with scheme and path; Docker Hub has three hosts.</summary>
internal static class RegistryHosts
{
    /// <summary>Docker Hub as images name it.</summary>
    public const string DockerHub = "docker.io";

    /// <summary>Docker Hub as Docker's configuration and credential helpers name it.</summary>
    public const string DockerHubAddress = "https://index.docker.io/v1/";

    /// <summary>The host and perhaps port in lower case, as images name it; empty where there is none in it.</summary>
    /// <param name="name">Such as <c>docker.io</c>, <c>localhost:5000</c>, <c>https://index.docker.io/v1/</c>.</param>
    public static string Canonical(string name)
    {
        var host = name.Trim().ToLowerInvariant();
        foreach (var scheme in new[] { "https://", "http://" })
        {
            host = host.StartsWith(scheme, StringComparison.Ordinal) ? host[scheme.Length..] : host;
        }

        host = host.Split('/')[0];
        return host is "index.docker.io" or "registry-1.docker.io" ? DockerHub : host;
    }
}
