namespace Mesh.Core.Diagnosis.Xds;

/// <summary>What was looked at, or why it was not: what is not there and what could not be looked at are two things.</summary>
/// <param name="Value">What is there; null where it is not, or was not looked at.</param>
/// <param name="Unseen">Why it was not looked at; null where it was.</param>
internal sealed record Seen<T>(T? Value, string? Unseen)
    where T : class
{
    /// <summary>True where it was looked at and is not there.</summary>
    public bool IsMissing => Value is null && Unseen is null;
}
