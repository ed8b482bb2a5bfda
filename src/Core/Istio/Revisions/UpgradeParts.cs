using Mesh.Core.Findings;
using Mesh.Core.Istio.Installation;
using Mesh.Core.Istio.Verification;

namespace Mesh.Core.Istio.Revisions;

/// <summary>What an upgrade lets others do.</summary>
internal sealed record UpgradeParts
{
    /// <summary>Backs up the mesh's objects; gives the folder.</summary>
    public required Func<CancellationToken, Task<string>> Backup { get; init; }

    /// <summary>Throws where the step from one version, null where it is not known, to the configured one is too large, or the parts do not fit together.</summary>
    public required Func<string?, CancellationToken, Task> Compatibility { get; init; }

    /// <summary>Installs a part for a revision and proves that it has rolled out; null is the default revision.</summary>
    public required Func<IstioPart, string?, CancellationToken, Task> Install { get; init; }

    /// <summary>What is wrong with the control plane of a revision, its webhooks and its injector.</summary>
    public required Func<string, CancellationToken, Task<IReadOnlyList<Finding>>> Verify { get; init; }

    /// <summary>What every istiod says of its proxies.</summary>
    public required Func<CancellationToken, Task<MeshProxies>> Proxies { get; init; }

    /// <summary>Who still needs a revision.</summary>
    public required Func<string, CancellationToken, Task<IReadOnlyList<RevisionUser>>> Users { get; init; }

    /// <summary>The name of a part's release, for a revision or, with null, the default one.</summary>
    public required Func<IstioPart, string?, string> Release { get; init; }
}
