namespace Mesh.Sandbox.Scenarios;

/// <summary>What stands behind the webhooks of a MutatingWebhookConfiguration: an injector that puts a proxy into the pods they select. Other webhooks are not called.</summary>
public sealed record ScenarioInjector
{
    /// <summary>The name of the configuration.</summary>
    public required string Webhook { get; init; }

    /// <summary>The image of the proxy.</summary>
    public string Image { get; init; } = "docker.io/istio/proxyv2:1.29.0";

    /// <summary>True for a proxy as a native sidecar: an init container that goes on running.</summary>
    public bool Native { get; init; }

    /// <summary>True where it does not answer; failurePolicy says what becomes of the pods then.</summary>
    public bool Down { get; init; }

    /// <summary>The labels of pods that were born while it was away, before the scenario begins; none for no pod.</summary>
    public IReadOnlyDictionary<string, string> Missed { get; init; } = new Dictionary<string, string>();
}
