namespace Mesh.Core.Istio.Verification;

/// <summary>How far a proxy has what istiod sent it.</summary>
internal enum SyncState
{
    /// <summary>It has accepted all that was sent.</summary>
    Synced,

    /// <summary>Something was sent and not accepted yet.</summary>
    Stale,

    /// <summary>It is connected and was sent nothing.</summary>
    NotSent,

    /// <summary>It refused something.</summary>
    Rejected,
}
