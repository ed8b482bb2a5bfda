using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Registries.Ecr;

/// <summary>The repositories of ECR, by its own API: it does not make them by itself on a push.</summary>
/// <param name="api">The API.</param>
internal sealed class EcrRepositories(EcrApi api)
{
    /// <summary>The same with this process's AWS credentials; nothing is read before the first question.</summary>
    public EcrRepositories(RegistrySurroundings surroundings, RunJournal journal, TimeProvider time)
        : this(new EcrApi(surroundings, journal, time))
    {
    }

    /// <summary>True where the host is one of ECR's private registries, in any partition.</summary>
    public static bool Knows(string registry) => EcrHost.TryParse(registry, out var host) && !host.IsPublic;

    /// <summary>True when the repository is there (DescribeRepositories).</summary>
    /// <exception cref="MeshException">77 when AWS refuses or there are no AWS credentials, 69 when it cannot be reached, 65 when its answer is none.</exception>
    public Task<bool> ExistsAsync(ImageRepository repository, CancellationToken cancellation) => api.HasRepositoryAsync(HostOf(repository), repository.Path, cancellation);

    /// <summary>Makes it (CreateRepository); one that is there is no error.</summary>
    /// <exception cref="MeshException">As for <see cref="ExistsAsync"/>; 76 when ECR does not make it, such as for a quota.</exception>
    public Task CreateAsync(ImageRepository repository, CancellationToken cancellation) => api.CreateRepositoryAsync(HostOf(repository), repository.Path, cancellation);

    private static EcrHost HostOf(ImageRepository repository) =>
        EcrHost.TryParse(repository.Registry, out var host) && !host.IsPublic ? host : throw new ArgumentException($"{repository.Registry} is no private registry of ECR", nameof(repository));
}
