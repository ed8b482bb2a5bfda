using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>VirtualServices that others delegate to.</summary>
internal sealed class Delegates : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.DelegateMissing];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var at in mesh.Of(MeshKind.VirtualService).SelectMany(service => service.Spec["http"].Items).Select(rule => rule["delegate"]).Where(one => one.IsThere))
        {
            var (ns, name) = (at["namespace"].Text is { Length: > 0 } own ? own : at.Object.Namespace, at["name"].Text ?? "");
            if (mesh.Find(MeshKind.VirtualService, ns, name) is { } part)
            {
                if (!Routes.IsDelegate(part))
                {
                    remarks.Find(VirtualServiceFindings.DelegateMissing, at, $"{part.Place} has hosts of its own");
                }
            }
            else if (remarks.Misses(VirtualServiceFindings.DelegateMissing, MeshKind.VirtualService))
            {
                remarks.Find(VirtualServiceFindings.DelegateMissing, at, $"there is no VirtualService {name} in {ns}");
            }
        }
    }
}
