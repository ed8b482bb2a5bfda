using Mesh.Core.Findings;

namespace Mesh.Core.Registries.Ecr;

/// <summary>Where the AWS credentials of this run come from.</summary>
internal interface IAwsCredentials
{
    /// <summary>The credential that is valid now; null when none is configured. What it gives is in the run's secrets already.</summary>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">There is one configured that cannot be had: 77 when AWS refuses it, 69 when AWS cannot be reached, 78 otherwise.</exception>
    Task<AwsCredential?> FindAsync(CancellationToken cancellation);
}
