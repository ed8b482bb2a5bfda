using Mesh.Core.Model;

namespace Mesh.Core.Configuration.Rules;

/// <summary>A duration as <see cref="TimeLimit"/> reads it: above zero and at most a day, which the pattern alone cannot say.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationAttribute() : FormAttribute(
    @"^([0-9]+(\.[0-9]+)?|(?=[0-9])([0-9]+(\.[0-9]+)?h)?([0-9]+(\.[0-9]+)?m)?([0-9]+(\.[0-9]+)?s)?([0-9]+(\.[0-9]+)?ms)?)$",
    "a duration such as 90s, 5m or 1h30m, above zero and at most a day")
{
    /// <inheritdoc/>
    public override bool Fits(string text) => TimeLimit.TryParse(text, out _);
}
