using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>Objects of the mesh to judge before they are applied.</summary>
public sealed record LintOptions
{
    /// <summary>Files and folders with manifests, relative to the working directory; in a folder every .yaml, .yml and .json below it.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Globs of files to leave out, relative to the folder they are in.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>True to render the releases and gateways and judge them too.</summary>
    public bool Charts { get; init; } = true;

    /// <summary>True when what is given is all there is, so that what it refers to and does not hold is missing; without it only a cluster can tell.</summary>
    public bool Complete { get; init; }

    /// <summary>How many objects of one kind are read from a cluster; what is beyond is left out, and said.</summary>
    [AtLeast(1)]
    public int Limit { get; init; } = 20_000;

    /// <summary>Files of requests with what has to become of each under the AuthorizationPolicies, relative to the working directory; see docs/policy-tests.md.</summary>
    public IReadOnlyList<string> PolicyTests { get; init; } = [];

    /// <summary>What is accepted, object by object, with the reason.</summary>
    public IReadOnlyList<LintAllowance> Allow { get; init; } = [];
}
