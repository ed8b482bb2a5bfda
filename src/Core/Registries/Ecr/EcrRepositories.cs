using Mesh.Core.Journal;
using Mesh.Core.Model;

namespace Mesh.Core.Registries.Ecr;

/// <summary>The repositories of ECR, by its own API: it does not make them by itself on a push.</summary>
internal sealed class EcrRepositories(RegistrySurroundings surroundings, RunJournal journal, TimeProvider time)
{
    /// <summary>True where the host is one of ECR's private registries, in any partition.</summary>
    public static bool Knows(string registry) => throw new NotImplementedException();

    /// <summary>True when the repository is there (DescribeRepositories).</summary>
    public Task<bool> ExistsAsync(ImageRepository repository, CancellationToken cancellation) => throw new NotImplementedException($"{surroundings}{journal}{time}");

    /// <summary>Makes it (CreateRepository); one that is there is no error.</summary>
    public Task CreateAsync(ImageRepository repository, CancellationToken cancellation) => throw new NotImplementedException();
}
