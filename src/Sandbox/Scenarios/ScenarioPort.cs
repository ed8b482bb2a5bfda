namespace Mesh.Sandbox.Scenarios;

/// <summary>What a port of a pod answers to whoever asks through the API server's proxy.</summary>
public sealed record ScenarioPort
{
    /// <summary>The pods, as <c>NAMESPACE/NAME</c>, in which <c>*</c> stands for anything.</summary>
    public required string Pod { get; init; }

    /// <summary>The port.</summary>
    public int Port { get; init; } = 15021;

    /// <summary>The path; null for any.</summary>
    public string? Path { get; init; }

    /// <summary>The HTTP status; 0 where nobody can reach the pod. Default 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body, or where the pod cannot be reached why not.</summary>
    public string Body { get; init; } = "";
}
