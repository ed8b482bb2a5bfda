using Mesh.Core.Helm;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Delivery;

/// <summary>The rights for exactly the objects that an upgrade will create, update or delete.</summary>
internal static class ReleaseAccess
{
    public static async Task<IReadOnlyList<AccessRule>> OfAsync(ICluster cluster, ReleasePlan plan, CancellationToken cancellation)
    {
        var rules = new List<AccessRule>();
        foreach (var difference in plan.Differences)
        {
            // A kind that the server does not serve yet comes with a CRD of this very release; nobody can be asked about it.
            if (await cluster.FindKindAsync(difference.ApiVersion, difference.Kind, cancellation) is { } kind)
            {
                rules.Add(new AccessRule(VerbOf(difference.Action), kind.Group, kind.Plural, kind.Namespaced ? difference.Namespace : null));
            }
        }

        return [.. rules.Distinct()];
    }

    private static string VerbOf(ObjectAction action) => action switch
    {
        ObjectAction.Create => "create",
        ObjectAction.Update => "patch",
        _ => "delete",
    };
}
