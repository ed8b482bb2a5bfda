namespace Mesh.Core.Diagnosis.Faults;

/// <summary>How near the root something is. The order counts: what others stand on comes first.</summary>
internal enum Layer
{
    /// <summary>The machines.</summary>
    Node,

    /// <summary>The control plane of the mesh.</summary>
    ControlPlane,

    /// <summary>What may refuse new objects: webhooks, quotas.</summary>
    Admission,

    /// <summary>Pods and what makes them.</summary>
    Pod,

    /// <summary>What leads to pods.</summary>
    Service,
}
