using Mesh.Core.Findings;

namespace Mesh.Core.Registries;

/// <summary>What a registry could not or would not give, or gave wrongly.</summary>
public enum RegistryFault
{
    /// <summary>The repository is there, the tag or digest is not; <see cref="ExitCode.NoInput"/>.</summary>
    TagMissing,

    /// <summary>There is no such repository; <see cref="ExitCode.NoInput"/>.</summary>
    RepositoryMissing,

    /// <summary>A blob that a manifest names is not there; <see cref="ExitCode.NoInput"/>.</summary>
    BlobMissing,

    /// <summary>401 or 403 with every credential there is; <see cref="ExitCode.Forbidden"/>.</summary>
    Refused,

    /// <summary>No answer after retries, a certificate that does not verify, or nothing but 5xx; <see cref="ExitCode.Unavailable"/>.</summary>
    Unreachable,

    /// <summary>429 beyond what can be waited for; <see cref="ExitCode.Unavailable"/>.</summary>
    RateLimited,

    /// <summary>An answer that is not what it says it is: truncated, oversized, of another digest, no manifest, without end; <see cref="ExitCode.MalformedInput"/>.</summary>
    Invalid,

    /// <summary>A manifest of Docker schema 1, which today's container runtimes refuse; <see cref="ExitCode.MalformedInput"/>.</summary>
    SchemaOne,

    /// <summary>The registry does not take what is pushed: an immutable tag, a policy, a quota; <see cref="ExitCode.Refused"/>.</summary>
    PushRefused,
}
