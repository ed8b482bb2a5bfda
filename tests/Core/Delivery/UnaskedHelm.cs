using System.Text.Json.Nodes;
using Mesh.Core.Helm;

namespace Mesh.Core.Tests.Delivery;

/// <summary>The part of helm that a test does not expect to be asked.</summary>
internal abstract class UnaskedHelm
{
    public Task<IReadOnlyList<InstalledRelease>> ListAsync(HelmTarget target, string? ns, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<JsonObject> GetValuesAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ChartInfo> ShowChartAsync(HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<JsonObject> ShowValuesAsync(HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

    public Task RollbackAsync(HelmTarget target, HelmRelease release, int revision, CancellationToken cancellation) => throw new NotSupportedException();

    public Task UninstallAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();
}
