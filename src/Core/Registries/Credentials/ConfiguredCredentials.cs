using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Registries.Credentials;

/// <summary>Credentials that mesh.yaml refers to. The password is read when the registry is first asked, not before.</summary>
internal sealed class ConfiguredCredentials(IReadOnlyList<RegistryOptions> registries, string workingDirectory, RegistrySurroundings surroundings, Secrets secrets, TimeProvider time) : ICredentialSource
{
    private readonly CredentialCache cache = new(time);

    public string Name => "mesh.yaml";

    public Task<RegistryCredential?> FindAsync(string registry, bool renew, CancellationToken cancellation)
    {
        var host = RegistryHosts.Canonical(registry);
        var known = registries.Where(entry => RegistryHosts.Canonical(entry.Host) == host && (!string.IsNullOrWhiteSpace(entry.Username) || HasPassword(entry))).FirstOrDefault();
        return known is null
            ? Task.FromResult<RegistryCredential?>(null)
            : cache.GetAsync(host, renew, _ => Task.FromResult<(RegistryCredential?, DateTimeOffset)>((Read(known), DateTimeOffset.MaxValue)), cancellation);
    }

    private static bool HasPassword(RegistryOptions entry) => entry.PasswordFromEnv is not null || entry.PasswordFromFile is not null;

    private RegistryCredential Read(RegistryOptions entry)
    {
        if (string.IsNullOrWhiteSpace(entry.Username))
        {
            throw new MeshException(ExitCode.Configuration, $"registry {entry.Host} has a password in mesh.yaml but no user", "Give registries[].username, or remove the password for an anonymous registry");
        }

        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (entry.PasswordFromEnv is { } name && surroundings.Variable(name) is { } value)
        {
            environment[name] = value;
        }

        return entry.Password.Read($"the password of registry {entry.Host}", environment, workingDirectory, secrets) is { } password
            ? new RegistryCredential(entry.Username, password).MaskedIn(secrets)
            : throw new MeshException(ExitCode.Configuration, $"registry {entry.Host} has a user in mesh.yaml but no password", "Give passwordFromEnv or passwordFromFile, or remove the user for an anonymous registry");
    }
}
