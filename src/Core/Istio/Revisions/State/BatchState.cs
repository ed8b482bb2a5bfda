namespace Mesh.Core.Istio.Revisions.State;

/// <summary>Where a batch stands. The names are written into the cluster.</summary>
internal enum BatchState
{
    /// <summary>Not begun.</summary>
    Planned,

    /// <summary>Begun: some of it may have been done.</summary>
    Moving,

    /// <summary>Its gate let it pass.</summary>
    Moved,

    /// <summary>Its gate did not let it pass, and it is on its way back.</summary>
    Returning,

    /// <summary>It had moved, and the whole upgrade is on its way back.</summary>
    Leaving,

    /// <summary>It is back where it was, because its gate did not let it pass.</summary>
    Failed,

    /// <summary>Its gate did not let it pass, and it did not come back whole either.</summary>
    Stuck,
}
