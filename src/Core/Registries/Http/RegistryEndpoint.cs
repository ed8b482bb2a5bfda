using Mesh.Core.Configuration;

namespace Mesh.Core.Registries.Http;

/// <summary>Where a registry is.</summary>
/// <param name="Registry">Its host and perhaps port as images name it.</param>
/// <param name="Address">The address that is connected to; ends in a slash.</param>
internal sealed record RegistryEndpoint(string Registry, Uri Address)
{
    /// <summary>True where mesh.yaml says that it speaks HTTP without TLS.</summary>
    public bool PlainHttp => Address.Scheme == Uri.UriSchemeHttp;

    /// <summary>A PEM file of authorities to trust beside this machine's; null for none.</summary>
    public string? AuthorityFile { get; init; }

    public static RegistryEndpoint Of(string registry, IReadOnlyList<RegistryOptions> configured, string workingDirectory)
    {
        var options = configured.FirstOrDefault(options => Canonical(options.Host).Equals(registry, StringComparison.OrdinalIgnoreCase));
        // Docker Hub's name is not the host of its registry.
        var host = options?.Endpoint ?? (registry == "docker.io" ? "registry-1.docker.io" : registry);
        return new RegistryEndpoint(registry, new Uri($"{(options?.PlainHttp == true ? Uri.UriSchemeHttp : Uri.UriSchemeHttps)}://{host}/"))
        {
            AuthorityFile = options?.CertificateAuthority is { } file ? Path.GetFullPath(file, Path.GetFullPath(workingDirectory)) : null,
        };
    }

    /// <summary>For messages: <c>localhost:5000</c>, <c>docker.io (https://mirror.local)</c>.</summary>
    public string Describe() => Registry == Address.Authority || Registry == "docker.io" && Address.Host == "registry-1.docker.io" ? Registry : $"{Registry} ({Address.GetLeftPart(UriPartial.Authority)})";

    private static string Canonical(string host) => host is "index.docker.io" or "registry-1.docker.io" ? "docker.io" : host;
}
