namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>What a workload's ports take, of what all PeerAuthentications say. Source: istio, pilot/pkg/security/authn/policy_applier.go.</summary>
internal sealed class MutualTls
{
    private readonly PeerAuthentication? mesh;
    private readonly PeerAuthentication? ofNamespace;
    private readonly PeerAuthentication? ofWorkload;

    /// <param name="all">All there are.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="rootNamespace">Where one without a selector counts for the mesh; one with a selector counts for nothing there.</param>
    public MutualTls(IEnumerable<PeerAuthentication> all, Workload workload, string rootNamespace)
    {
        foreach (var one in all.OrderBy(one => one.Created).ThenBy(one => one.Name, StringComparer.Ordinal))
        {
            if (one.Selector is null && one.Namespace == rootNamespace)
            {
                mesh ??= one;
            }
            else if (one.Namespace == workload.Namespace && one.Namespace != rootNamespace && (one.Selector?.Matches(workload.Labels) ?? true))
            {
                _ = one.Selector is null ? ofNamespace ??= one : ofWorkload ??= one;
            }
        }
    }

    /// <summary>What a port takes, and which PeerAuthentication says so; null where none does.</summary>
    /// <param name="port">The port; null for one that nothing special is said of.</param>
    public (MutualTlsMode Mode, PeerAuthentication? Because) Of(int? port)
    {
        if (port is { } number && ofWorkload?.Ports.GetValueOrDefault(number) is { } special)
        {
            return (special, ofWorkload);
        }

        var because = new[] { ofWorkload, ofNamespace, mesh }.FirstOrDefault(one => one?.Mode is not null);
        return (because?.Mode ?? MutualTlsMode.Permissive, because);
    }
}
