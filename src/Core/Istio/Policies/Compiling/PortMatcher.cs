using Mesh.Core.Istio.Policies.Evaluation;
using Mesh.Core.Istio.Policies.Reading;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>Ports of the workload.</summary>
/// <param name="entries">The entries.</param>
internal sealed class PortMatcher(IReadOnlyList<string> entries) : Matcher
{
    private readonly int[] ports = [.. entries.Select(entry => ValueCheck.Port(entry) ?? -1)];

    /// <inheritdoc/>
    public override int Find(AccessRequest request) => request.Port is { } port ? Array.IndexOf(ports, port) : -1;
}
