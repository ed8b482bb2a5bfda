using System.Globalization;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Lint.Objects;
using Mesh.Core.Istio.Lint.Sets;

namespace Mesh.Core.Istio.Lint.Rules.VirtualServices;

/// <summary>Shares of a route that are not what they look like.</summary>
internal sealed class Weights : ILintRule
{
    public IReadOnlyList<FindingKind> Kinds => [VirtualServiceFindings.WeightSum, VirtualServiceFindings.ZeroWeights, VirtualServiceFindings.NegativeWeight, VirtualServiceFindings.LoneWeight];

    public void Look(MeshSet mesh, Remarks remarks)
    {
        foreach (var route in mesh.Of(MeshKind.VirtualService).SelectMany(Routes.Of).Select(rule => rule["route"]))
        {
            Look([.. route.Items], route, remarks);
        }
    }

    private static void Look(IReadOnlyList<Field> destinations, Field route, Remarks remarks)
    {
        var weights = destinations.Select(destination => destination["weight"]).ToList();
        if (weights.Find(weight => weight.Number < 0) is { } negative)
        {
            remarks.Find(VirtualServiceFindings.NegativeWeight, negative, $"weight {negative.Number}");
            return;
        }

        // What is not written is 0.
        var shares = weights.ConvertAll(weight => weight.Number ?? 0);
        var sum = shares.Sum();
        if (destinations.Count == 1 && weights[0].Number is not null && sum is not 100)
        {
            remarks.Find(VirtualServiceFindings.LoneWeight, weights[0], $"weight {sum} of the only destination, which gets every request");
        }
        else if (destinations.Count > 1 && sum == 0)
        {
            remarks.Find(VirtualServiceFindings.ZeroWeights, weights.Find(weight => weight.IsThere) ?? route, $"{destinations.Count} destinations, and the weights of all of them are 0");
        }
        else if (destinations.Count > 1 && sum is not 100)
        {
            var wrong = string.Join("+", shares.Select(share => share.ToString(CultureInfo.InvariantCulture)));
            var really = string.Join(", ", shares.Select(share => (100 * share / sum).ToString("0.#", CultureInfo.InvariantCulture) + "%"));
            remarks.Find(VirtualServiceFindings.WeightSum, weights.FindLast(weight => weight.IsThere) ?? route, $"{wrong} is {sum}, so the destinations get {really}");
        }
    }
}
