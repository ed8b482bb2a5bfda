using Mesh.Core.Configuration;
using Mesh.Core.Journal;
using Mesh.Core.Processes;
using Mesh.Core.Registries.Ecr;

namespace Mesh.Core.Registries.Credentials;

/// <summary>Where credentials may come from, in the order in which they are tried.</summary>
internal static class CredentialSources
{
    /// <summary>mesh.yaml, then Docker's configuration, then for ECR the AWS credentials of this process. Nothing is read before a registry is asked for.</summary>
    public static IReadOnlyList<ICredentialSource> Of(
        IReadOnlyList<RegistryOptions> registries, string workingDirectory, RegistrySurroundings surroundings, ICommandRunner runner, RunJournal journal, TimeProvider time) =>
    [
        new ConfiguredCredentials(registries, workingDirectory, surroundings, journal.Secrets, time),
        new DockerConfigCredentials(workingDirectory, surroundings, runner, journal.Secrets, time),
        .. surroundings.Aws ? [new EcrCredentials(new EcrApi(surroundings, journal, time), surroundings, journal, time)] : (ICredentialSource[])[],
    ];
}
