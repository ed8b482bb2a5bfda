namespace Mesh.Core.Changes;

/// <summary>How much a run may do.</summary>
public enum DryRun
{
    /// <summary>Everything: changes are made.</summary>
    Off,

    /// <summary><c>--dry-run</c>: reads everything, changes nothing, and asks the server about each change with dryRun=All.</summary>
    Server,

    /// <summary><c>--dry-run=client</c>: reads, and sends no write at all, not even one with dryRun.</summary>
    Client,
}
