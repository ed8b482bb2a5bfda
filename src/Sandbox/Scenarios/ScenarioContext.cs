using Mesh.Core.Kubernetes;

namespace Mesh.Sandbox.Scenarios;

/// <summary>A context: a user of a cluster.</summary>
public sealed record ScenarioContext
{
    /// <summary>Its exact name.</summary>
    public required string Name { get; init; }

    /// <summary>The address of the API server. Contexts with the same address see the same objects.</summary>
    public string Server { get; init; } = "https://sandbox.invalid:6443";

    /// <summary>The version of the API server. Default v1.34.1.</summary>
    public string Version { get; init; } = "v1.34.1";

    /// <summary>The UID of the namespace kube-system; null for one made from the server's address.</summary>
    public string? Identity { get; init; }

    /// <summary>The user's name, as refusals give it. Default <c>sandbox</c>.</summary>
    public string User { get; init; } = "sandbox";

    /// <summary>The rights this user does not have; <c>*</c> stands for any verb, group or resource, a null namespace for all of them.</summary>
    public IReadOnlyList<AccessRule> Denied { get; init; } = [];
}
