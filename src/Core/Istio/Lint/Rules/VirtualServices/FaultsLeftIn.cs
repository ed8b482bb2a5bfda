using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Faults that meet every request.</summary>
internal sealed class FaultsLeftIn : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.FaultLeftIn];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var rule in mesh.Of(MeshKind.VirtualService).SelectMany(service => service.Spec["http"].Items))
        {
            // Marked by a header, it is a test.
            if (rule["match"].Items.Any() && rule["match"].Items.All(match => match["headers"].Members.Any()))
            {
                continue;
            }

            foreach (var fault in rule["fault"].Members)
            {
                var share = fault["percentage"]["value"] is { IsThere: true } value ? value : fault["percent"];
                if (share.Number >= 100)
                {
                    remarks.Find(VirtualServiceFindings.FaultLeftIn, share, $"{fault.Key} of {share.Number}% of the requests");
                }
            }
        }
    }
}
