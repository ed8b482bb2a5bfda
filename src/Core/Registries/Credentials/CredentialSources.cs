using Mesh.Core.Configuration;
using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Mesh.Core.Registries.Credentials;

/// <summary>Where credentials may come from, in the order in which they are tried.</summary>
internal static class CredentialSources
{
    /// <summary>mesh.yaml, then Docker's configuration, then for ECR the AWS credentials of this process.</summary>
    public static IReadOnlyList<ICredentialSource> Of(
        IReadOnlyList<RegistryOptions> registries, string workingDirectory, RegistrySurroundings surroundings, ICommandRunner runner, RunJournal journal, TimeProvider time) =>
        throw new NotImplementedException();
}
