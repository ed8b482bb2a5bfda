namespace Mesh.Core.Istio.Policies;

/// <summary>What a policy does with a request that one of its rules matches.</summary>
internal enum PolicyAction
{
    /// <summary>Lets it in; the default. Once there is one for a workload, what none of them matches is denied.</summary>
    Allow,

    /// <summary>Refuses it, whatever any ALLOW says.</summary>
    Deny,

    /// <summary>Marks it for the log, and decides nothing.</summary>
    Audit,

    /// <summary>Asks an external authorizer, before all others.</summary>
    Custom,
}
