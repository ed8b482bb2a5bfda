namespace Mesh.Core.Configuration.Loading;

/// <summary>A value given by an argument or a variable, with the way to its key.</summary>
/// <param name="Steps">The way from the root.</param>
/// <param name="Shape">What is to be there; null for a free value.</param>
/// <param name="Value">The value as it was given.</param>
internal sealed record Assignment(IReadOnlyList<Step> Steps, Shape? Shape, ScalarNode Value)
{
    /// <summary>The key's path as errors and the report write it.</summary>
    public string Path => string.Concat(Steps.Select((step, i) => step.Key is null ? $"[{step.Index}]" : i == 0 ? step.Key : $".{step.Key}"));
}

/// <summary>One step on the way to a value.</summary>
/// <param name="Key">The key; null for an item of a list.</param>
/// <param name="Index">The item's index, from 0.</param>
internal readonly record struct Step(string? Key, int Index = 0);
