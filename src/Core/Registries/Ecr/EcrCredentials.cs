using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Registries.Ecr;

/// <summary>Passwords of ECR's registries, got with the AWS credentials of this run and kept until shortly before they expire.</summary>
internal sealed class EcrCredentials(EcrApi api, RegistrySurroundings surroundings, RunJournal journal, TimeProvider time) : ICredentialSource
{
    // A large layer that is begun with a password must end with it.
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(15);

    // Also where the answer says it has expired already: otherwise each image would ask.
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    private readonly CredentialCache cache = new(time);

    public string Name => "AWS credentials";

    // The metadata service is not asked for the sake of images that anybody may read.
    public Task<RegistryCredential?> FindAsync(string registry, bool renew, CancellationToken cancellation) =>
        EcrHost.TryParse(registry, out var host) && (!host.IsPublic || AwsEnvironment.IsConfigured(surroundings))
            ? cache.GetAsync(registry, renew, token => AuthorizeAsync(host, token), cancellation)
            : Task.FromResult<RegistryCredential?>(null);

    private async Task<(RegistryCredential?, DateTimeOffset)> AuthorizeAsync(EcrHost host, CancellationToken cancellation)
    {
        try
        {
            var token = await api.AuthorizeAsync(host, cancellation);
            var (earliest, planned) = (time.GetUtcNow() + Least, token?.Expires - Early);
            return (token?.Credential, planned is null ? DateTimeOffset.MaxValue : planned > earliest ? planned.Value : earliest);
        }
        catch (MeshException exception) when (host.IsPublic)
        {
            // Anybody may read there: a run whose role was given no right to a password goes on without one.
            journal.Note($"{host.Registry} is read anonymously: {exception.Reason}");
            return (null, DateTimeOffset.MaxValue);
        }
    }
}
