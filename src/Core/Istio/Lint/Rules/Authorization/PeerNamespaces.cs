using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Policies;
using Mesh.Core.Istio.Policies.Matching;

namespace Mesh.Core.Istio.Lint.Rules.Authorization;

/// <summary>Namespaces of peers that are not there.</summary>
internal sealed class PeerNamespaces : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [AuthorizationFindings.UnknownNamespace];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        // Whoever has an object in a namespace will have the namespace.
        var known = mesh.Objects.Select(item => item.Kind == MeshKind.Namespace ? item.Name : item.Namespace).ToHashSet(StringComparer.Ordinal);
        foreach (var policy in mesh.Policies.All)
        {
            foreach (var field in policy.Rules.SelectMany(rule => rule.Fields).Where(field => field.Attribute.IsIdentity()))
            {
                foreach (var value in field.Values)
                {
                    if (NamespaceOf(field, value.Text, policy.Namespace) is { } name && !name.Contains('*', StringComparison.Ordinal) && !known.Contains(name) && remarks.Misses(AuthorizationFindings.UnknownNamespace, MeshKind.Namespace))
                    {
                        remarks.Find(AuthorizationFindings.UnknownNamespace, value.At, $"{value.Text} in {field.Name}, and there is no namespace {name}");
                    }
                }
            }
        }
    }

    private static string? NamespaceOf(PolicyField field, string text, string own) => field.Attribute switch
    {
        PolicyAttribute.Namespace => text,
        PolicyAttribute.ServiceAccount => text.Split('/') is [var space, _] ? space : own,
        _ => Spiffe.NamespaceOf(text),
    };
}
