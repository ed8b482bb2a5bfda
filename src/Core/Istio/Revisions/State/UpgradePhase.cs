namespace Mesh.Core.Istio.Revisions.State;

/// <summary>Where an upgrade stands. The names are written into the cluster.</summary>
internal enum UpgradePhase
{
    /// <summary>Begun: backup and the new control plane are to come.</summary>
    Prepare,

    /// <summary>The new control plane is there and proven; the namespaces are on their way.</summary>
    Move,

    /// <summary>Every namespace has moved; tags and the default validator are on their way.</summary>
    Default,

    /// <summary>Nothing leads to the old control plane any more as far as it is up to labels and tags; it is to be removed.</summary>
    Remove,

    /// <summary>Over.</summary>
    Done,

    /// <summary>On its way back.</summary>
    Back,

    /// <summary>Back where it was before.</summary>
    RolledBack,
}
