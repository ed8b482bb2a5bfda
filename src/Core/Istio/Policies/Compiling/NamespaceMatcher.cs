using System.IO.Enumeration;
using Mesh.Core.Istio.Policies.Evaluation;

namespace Mesh.Core.Istio.Policies.Compiling;

/// <summary>Namespaces of the peer; each asterisk in an entry stands for any letters, wherever it is.</summary>
/// <param name="entries">The entries.</param>
internal sealed class NamespaceMatcher(IReadOnlyList<string> entries) : Matcher
{
    // In what matches file names ? and \ mean something, which no namespace has.
    private readonly string[] patterns = [.. entries.Select(entry => entry.AsSpan().IndexOfAny('?', '\\') < 0 ? entry : "\0")];

    /// <inheritdoc/>
    public override int Find(AccessRequest request) =>
        request.Namespace is { } name ? Array.FindIndex(patterns, pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)) : -1;
}
