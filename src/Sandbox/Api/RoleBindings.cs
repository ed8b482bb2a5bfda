using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Api;

/// <summary>What RBAC's objects allow somebody: for questions about others, since the users of a sandbox may do all that their scenario does not deny.</summary>
/// <param name="store">The objects.</param>
internal sealed class RoleBindings(ObjectStore store)
{
    private const string Group = "rbac.authorization.k8s.io";

    private static readonly ResourceKind Role = new(Group, "v1", "roles", "Role");
    private static readonly ResourceKind RoleBinding = new(Group, "v1", "rolebindings", "RoleBinding");
    private static readonly ResourceKind ClusterRole = new(Group, "v1", "clusterroles", "ClusterRole", Namespaced: false);
    private static readonly ResourceKind ClusterRoleBinding = new(Group, "v1", "clusterrolebindings", "ClusterRoleBinding", Namespaced: false);

    public bool Allow(string user, IReadOnlyList<string> groups, AccessRule rule) =>
        store.List(ClusterRoleBinding).Where(binding => Binds(binding, user, groups)).Any(binding => Grants(store.Get(ClusterRole, null, RoleOf(binding)), rule))
        || (rule.Namespace is { } ns && store.List(RoleBinding, ns).Where(binding => Binds(binding, user, groups))
            .Any(binding => Grants(binding.Text("roleRef", "kind") == "ClusterRole" ? store.Get(ClusterRole, null, RoleOf(binding)) : store.Get(Role, ns, RoleOf(binding)), rule)));

    private static string RoleOf(JsonObject binding) => binding.Text("roleRef", "name") ?? "";

    private static bool Binds(JsonObject binding, string user, IReadOnlyList<string> groups) => binding.Items("subjects").Any(subject => subject.Text("kind") switch
    {
        "ServiceAccount" => user == $"system:serviceaccount:{subject.Text("namespace") ?? binding.Namespace()}:{subject.Text("name")}",
        "Group" => groups.Contains(subject.Text("name")),
        _ => subject.Text("name") == user,
    });

    private static bool Grants(JsonObject? role, AccessRule rule) => role.Items("rules").Any(given => Has(given, "verbs", rule.Verb) && Has(given, "apiGroups", rule.Group) && Has(given, "resources", rule.Resource));

    private static bool Has(JsonObject given, string list, string wanted) => given.Elements(list).Any(one => one is JsonValue text && text.TryGetValue<string>(out var said) && (said == "*" || said == wanted));
}
