namespace Mesh.Core.Configuration;

/// <summary>A finding that is accepted.</summary>
public sealed record LintAllowance
{
    /// <summary>The finding's code, such as VSV001.</summary>
    public required string Code { get; init; }

    /// <summary>The object, as the finding names it: virtualservice/web in beta. An asterisk stands for any text.</summary>
    public required string Object { get; init; }

    /// <summary>Why it is accepted.</summary>
    public required string Reason { get; init; }
}
