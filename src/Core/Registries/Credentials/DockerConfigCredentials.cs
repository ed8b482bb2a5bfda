using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Mesh.Core.Registries.Credentials;

/// <summary>Credentials of <c>docker login</c>: in config.json itself, or with the helper that it names.</summary>
internal sealed class DockerConfigCredentials(string workingDirectory, RegistrySurroundings surroundings, ICommandRunner runner, Secrets secrets, TimeProvider time) : ICredentialSource
{
    private readonly CredentialCache cache = new(time);

    public string Name => Folder is null ? "~/.docker/config.json" : FilePath;

    private string? Folder => surroundings.Variable("DOCKER_CONFIG") is { } folder && !string.IsNullOrWhiteSpace(folder) ? folder : null;

    private string FilePath => Path.GetFullPath(Path.Combine(Folder ?? Path.Combine(surroundings.Home, ".docker"), "config.json"), Path.GetFullPath(workingDirectory));

    public Task<RegistryCredential?> FindAsync(string registry, bool renew, CancellationToken cancellation) =>
        cache.GetAsync(registry, renew, async token => (await ReadAsync(RegistryHosts.Canonical(registry), token), DateTimeOffset.MaxValue), cancellation);

    private async Task<RegistryCredential?> ReadAsync(string host, CancellationToken cancellation)
    {
        // Without a home, ~ would be the working directory, where a stranger's repository could name a helper to run.
        if ((Folder is null && string.IsNullOrWhiteSpace(surroundings.Home)) || DockerConfigFile.Read(FilePath) is not { } file)
        {
            return null;
        }

        var kept = file.HelperOf(host) is { } helper ? await new CredentialHelper(helper, Name, runner).GetAsync(host, cancellation) : null;
        return (kept ?? file.CredentialOf(host))?.MaskedIn(secrets);
    }
}
