using System.IO.Enumeration;
using Mesh.Core.Istio.Lint.Objects;

namespace Mesh.Core.Istio.Lint.Suppressions;

/// <summary>A finding that somebody accepts.</summary>
/// <param name="Code">Its code, ours or that of another tool; an asterisk for all.</param>
/// <param name="Object">The object it is about, as it is shown; an asterisk stands for any text.</param>
/// <param name="Reason">Why; null where none is given.</param>
/// <param name="At">The annotation it stands in; null for mesh.yaml.</param>
/// <param name="Where">Where it stands, in words.</param>
/// <param name="IsForeign">True where it was written for another tool, and says nothing of ours where it meets nothing.</param>
internal sealed record Allowance(string Code, string Object, string? Reason, Field? At, string Where, bool IsForeign)
{
    /// <summary>Whether a hit is meant.</summary>
    /// <param name="hit">The hit.</param>
    public bool Accepts(LintHit hit) =>
        (Code == "*" || hit.Kind.Code.Equals(Code, StringComparison.OrdinalIgnoreCase) || hit.Kind.Overlaps.Contains(Code))
        && (At is { } own ? ReferenceEquals(own.Object, hit.At.Object) || own.Object.Key == hit.At.Object.Key : FileSystemName.MatchesSimpleExpression(Object, hit.At.Object.Key.ToString()));
}
