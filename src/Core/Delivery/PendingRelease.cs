using Mesh.Core.Findings;
using Mesh.Core.Helm;

namespace Mesh.Core.Delivery;

/// <summary>A release whose last upgrade was cut off is in a pending state, in which helm refuses every further one with a sentence that helps nobody.</summary>
internal static class PendingRelease
{
    /// <exception cref="MeshException"><see cref="ExitCode.Refused"/> when it is pending.</exception>
    public static void Refuse(HelmTarget target, HelmRelease release, InstalledRelease? installed)
    {
        if (installed is not null && installed.Status.StartsWith("pending", StringComparison.Ordinal))
        {
            throw new MeshException(ExitCode.Refused,
                $"release {release.Name} in {release.Namespace} is {installed.Status} at revision {installed.Revision}: an earlier helm was cut off in the middle of it",
                installed.Revision > 1
                    ? $"Run {HelmHint.Rollback(target, release, installed.Revision - 1)}, then try again"
                    : $"Run {HelmHint.Uninstall(target, release)}, then try again");
        }
    }
}
