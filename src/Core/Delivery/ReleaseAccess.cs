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
            if (await cluster.FindKindAsync(difference.Object.ApiVersion, difference.Object.Kind, cancellation) is { } kind)
            {
                rules.AddRange(VerbsOf(difference.Action).Select(verb => new AccessRule(verb, kind.Group, kind.Plural, kind.Namespaced ? plan.NamespaceOf(difference.Object) : null)));
            }
        }

        return [.. rules.Distinct()];
    }

    private static string[] VerbsOf(string action) => action switch
    {
        // Helm looks at each object before it makes or removes it.
        "create" => ["get", "create"],
        "update" => ["get", "patch"],
        "delete" => ["get", "delete"],
        // A hook is made anew each time: what an earlier run left is deleted first.
        "run" => ["get", "create", "delete"],
        _ => [],
    };
}
