using System.Globalization;
using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Policies;

/// <summary>Where something of a policy stands, in a sentence.</summary>
internal static class FieldPlace
{
    /// <summary>As people and editors find it: <c>policies.yaml:12</c>; for what has no file, what it was read from.</summary>
    /// <param name="field">The place.</param>
    public static string Shown(this Field field) =>
        field.Object.Origin.File is { } file && field.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $"{file}:{line}") : field.Object.Origin.Name;
}
