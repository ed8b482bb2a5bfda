namespace Mesh.Sandbox.Scenarios;

/// <summary>A registry that refuses. One that the scenario does not name answers everybody.</summary>
public sealed record ScenarioRegistry
{
    /// <summary>Its host as images name it: <c>docker.io</c>, <c>localhost:5000</c>.</summary>
    public required string Host { get; init; }

    /// <summary>The user it knows; null for everybody.</summary>
    public string? Username { get; init; }

    /// <summary>That user's password.</summary>
    public string? Password { get; init; }

    /// <summary>True when it hands out bearer tokens as Docker Hub does; without a user, to everybody. False for Basic, where there is a user.</summary>
    public bool Tokens { get; init; }

    /// <summary>True when it cannot be reached.</summary>
    public bool Down { get; init; }

    /// <summary>True when a tag stays what it was pushed as first, as on ECR with immutable tags.</summary>
    public bool Immutable { get; init; }
}
