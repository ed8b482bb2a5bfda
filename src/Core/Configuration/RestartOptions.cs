using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>Workloads to restart: by name, or by selector.</summary>
[OneOf("selector", "workload")]
public sealed record RestartOptions
{
    /// <summary>Their namespace.</summary>
    [Form(Forms.Label, Forms.LabelWords)]
    public required string Namespace { get; init; }

    /// <summary>A label selector such as app=web. Either this or a workload.</summary>
    public string? Selector { get; init; }

    /// <summary>One workload: deployment/NAME, statefulset/NAME or daemonset/NAME. Either this or a selector.</summary>
    [Form(Forms.Workload, Forms.WorkloadWords)]
    public string? Workload { get; init; }
}
