using Mesh.Core.Kubernetes;

namespace Mesh.Core.Delivery;

/// <summary>The rights for exactly the objects of an upgrade: to read those that stay as they are, for helm looks at each, and to create, update or delete the others.</summary>
internal static class ReleaseAccess
{
    public static async Task<IReadOnlyList<AccessRule>> OfAsync(ICluster cluster, ReleasePlan plan, CancellationToken cancellation)
    {
        var rules = new List<AccessRule>();
        var touched = plan.Differences.Select(difference => (difference.Object, VerbsOf(difference.Action)));
        var read = plan.Objects.Where(item => item.Hooks.Count == 0).Select(item => (item, VerbsOf("")));
        foreach (var (item, verbs) in touched.Concat(read))
        {
            // A kind that the server does not serve yet comes with a CRD of this very release; nobody can be asked about it.
            if (await cluster.FindKindAsync(item.ApiVersion, item.Kind, cancellation) is { } kind)
            {
                rules.AddRange(verbs.Select(verb => new AccessRule(verb, kind.Group, kind.Plural, kind.Namespaced ? plan.NamespaceOf(item) : null)));
            }
        }

        return [.. rules.Distinct()];
    }

    private static string[] VerbsOf(string action) => action switch
    {
        "create" => ["get", "create"],
        "update" => ["get", "patch"],
        "delete" => ["get", "delete"],
        // A hook is made anew each time: what an earlier run left is deleted first.
        "run" => ["get", "create", "delete"],
        "keep" => [],
        _ => ["get"],
    };
}
