namespace Mesh.Core.Findings;

/// <summary>What the lint of a mesh can find, by the kinds of object it is about.</summary>
public static class MeshLintFindings
{
    /// <summary>All of them.</summary>
    internal static IReadOnlyList<FindingKind> All { get; } =
    [
        .. LintFindings.All, .. VirtualServiceFindings.All, .. DestinationRuleFindings.All, .. GatewayObjectFindings.All, .. GatewayApiFindings.All, .. PeerAuthenticationFindings.All, .. ServiceFindings.All, .. ProxyConfigurationFindings.All,
        .. MetadataFindings.All, .. ControlPlaneFindings.All,
    ];
}
