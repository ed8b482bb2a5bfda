using Mesh.Core.Findings;

namespace Mesh.Core.Registries;

/// <summary>What a registry did; always inside a <see cref="MeshException"/>, which has the exit code and the sentence.</summary>
/// <param name="fault">What kind of fault it is.</param>
/// <param name="message">What was seen, such as the registry's own words.</param>
/// <param name="innerException">What was thrown beneath, if anything.</param>
public sealed class RegistryException(RegistryFault fault, string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>What kind of fault it is.</summary>
    public RegistryFault Fault => fault;

    /// <summary>The fault as the exception that a verb throws on.</summary>
    /// <param name="reason">One sentence: what, where, why.</param>
    /// <param name="remedy">One sentence: what to do.</param>
    public MeshException With(string reason, string remedy) => new(
        fault switch
        {
            RegistryFault.TagMissing or RegistryFault.RepositoryMissing or RegistryFault.BlobMissing => ExitCode.NoInput,
            RegistryFault.Refused => ExitCode.Forbidden,
            RegistryFault.Unreachable or RegistryFault.RateLimited => ExitCode.Unavailable,
            RegistryFault.PushRefused => ExitCode.Refused,
            _ => ExitCode.MalformedInput,
        },
        reason,
        remedy,
        this);
}
