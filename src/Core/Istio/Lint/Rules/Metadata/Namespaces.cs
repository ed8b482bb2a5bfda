using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;
using Mesh.Core.Istio.Revisions;

namespace Mesh.Core.Istio.Lint.Rules.Metadata;

/// <summary>Namespaces that say two things about injection.</summary>
internal sealed class Namespaces : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [MetadataFindings.TwoInjectionLabels];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var ns in mesh.Of(MeshKind.Namespace))
        {
            if (InjectionLabels.Of(ns.Body) is { Injection: not null, Revision: not null } labels)
            {
                remarks.Find(MetadataFindings.TwoInjectionLabels, ns.Root["metadata"]["labels"][MeshLabels.Injection], labels.ToString());
            }
        }
    }
}
