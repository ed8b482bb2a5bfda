namespace Mesh.Sandbox.Scenarios;

/// <summary>How long things take. A step of zero makes everything happen at once, which suits tests.</summary>
public sealed record ScenarioTimings
{
    /// <summary>One visible step of a rollout: a container starts, becomes ready, ends. Default 400 ms.</summary>
    public TimeSpan Step { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How long a controller or the scheduler takes to see a change. Default 20 ms.</summary>
    public TimeSpan Controller { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The first pause before a container is started, an image pulled or a refused pod created again; doubles up to 5 minutes. Default 2 s (a kubelet's is 10 s).</summary>
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Everything at once.</summary>
    public static ScenarioTimings Immediate { get; } = new() { Step = TimeSpan.Zero, Controller = TimeSpan.Zero };
}
