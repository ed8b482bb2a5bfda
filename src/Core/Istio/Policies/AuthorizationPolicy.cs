using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies;

/// <summary>An AuthorizationPolicy of security.istio.io, with the place of everything in it. Source: istio/api, security/v1/authorization_policy.proto.</summary>
/// <param name="Name">metadata.name.</param>
/// <param name="Namespace">metadata.namespace.</param>
/// <param name="At">The object.</param>
internal sealed record AuthorizationPolicy(string Name, string Namespace, Field At)
{
    private static readonly string[] True = ["1", "t", "T", "true", "TRUE", "True"];
    private static readonly string[] False = ["0", "f", "F", "false", "FALSE", "False"];

    /// <summary>What it does with what it matches.</summary>
    public PolicyAction Action { get; init; }

    /// <summary>Where spec.action stands; the object itself when it is left to its default.</summary>
    public Field ActionAt { get; init; } = At;

    /// <summary>The name of the external authorizer, for CUSTOM; null where none is given.</summary>
    public string? Provider { get; init; }

    /// <summary>The labels it selects by; null where it has no selector.</summary>
    public PolicySelector? Selector { get; init; }

    /// <summary>The objects it is attached to; none where it selects workloads.</summary>
    public IReadOnlyList<TargetRef> Targets { get; init; } = [];

    /// <summary>The rules that istiod takes; a null one is left out.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init; } = [];

    /// <summary>The value of the annotation istio.io/dry-run; null where there is none.</summary>
    public PolicyValue? DryRun { get; init; }

    /// <summary>What is wrong with it.</summary>
    public IReadOnlyList<PolicyFault> Faults { get; init; } = [];

    /// <summary>Whether it is only tried out: it is written down what it would do, and nothing is refused. A value that is no truth value counts as false.</summary>
    public bool IsDryRun => DryRun is { Text: var text } && True.Contains(text, StringComparer.Ordinal);

    /// <summary>Whether the value of the annotation is one that istiod reads.</summary>
    public bool IsDryRunReadable => DryRun is null || IsDryRun || False.Contains(DryRun.Text, StringComparer.Ordinal);

    /// <summary>Whether it decides anything.</summary>
    public bool IsEnforced => !IsDryRun && Action != PolicyAction.Audit;

    /// <summary>The action as it is written.</summary>
    public string ActionWord => Action.ToString().ToUpperInvariant();

    /// <summary>What it is and where it stands, for a sentence.</summary>
    public string Title => $"{ActionWord} {Name} in {Namespace} ({At.Shown()})";
}
