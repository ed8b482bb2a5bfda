using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>Processor and memory.</summary>
public sealed record QuantityOptions
{
    /// <summary>Processor, such as 500m or 2; null to leave it as the chart has it.</summary>
    [Form(Forms.Quantity, Forms.QuantityWords)]
    public string? Cpu { get; init; }

    /// <summary>Memory, such as 512Mi or 2Gi; null to leave it as the chart has it.</summary>
    [Form(Forms.Quantity, Forms.QuantityWords)]
    public string? Memory { get; init; }
}
