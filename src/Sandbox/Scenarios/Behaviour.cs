namespace Mesh.Sandbox.Scenarios;

/// <summary>How the containers behave that it matches: by image, by the pod's labels, or both.</summary>
public sealed record Behaviour
{
    /// <summary>The image, in which <c>*</c> stands for anything: <c>*/web:43</c>. Null for any.</summary>
    public string? Image { get; init; }

    /// <summary>Labels the pod must carry, all of them.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What becomes of the container.</summary>
    public Outcome Outcome { get; init; } = Outcome.Runs;

    /// <summary>What the registry, the webhook or the container runtime says. Default: <c>not found</c> for a pull, <c>denied by policy</c> for a webhook.</summary>
    public string? Message { get; init; }

    /// <summary>All that containerd says of a pull that fails; null where <see cref="Message"/> is put into its usual sentence.</summary>
    internal string? PullError { get; init; }

    /// <summary>The lines the container prints.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>What a crashing container ends with. Default 1.</summary>
    public int ExitCode { get; init; } = 1;

    /// <summary>How much longer than a step it takes to start.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The numeric user the image runs as; null for root, which runAsNonRoot refuses.</summary>
    public int? RunsAs { get; init; }
}
