using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Patching;

namespace Mesh.Sandbox.Api;

/// <summary>Server-side apply.</summary>
internal sealed partial class ApiServer
{
    public JsonObject Apply(ResourceKind kind, JsonObject body, bool dryRun, bool force, string managerName)
    {
        Require(kind);
        var wanted = body.Normalize();
        Identify(kind, wanted);
        var (ns, name) = (kind.Namespaced ? wanted.Namespace() : null, wanted.Name());
        var keyed = IsBuiltIn(kind);
        var manager = new Manager(managerName, Applies: true, kind.ApiVersion);
        var fields = FieldTree.Leaves(wanted, keyed);
        if (Store.Get(kind, ns, name) is not { } before)
        {
            var made = Create(kind, wanted, dryRun, managerName);
            if (!dryRun)
            {
                ownership.Forget(made.Uid());
                ownership.Applied(made.Uid(), manager, fields.Keys, []);
            }

            return made;
        }

        if (wanted.Text("metadata", "resourceVersion") is { } expected && expected != before.Text("metadata", "resourceVersion"))
        {
            throw ApiError.Modified(kind, name);
        }

        var conflicts = ownership.Conflicts(before.Uid(), manager, FieldTree.Leaves(before, keyed), fields).ToList();
        if (conflicts.Count > 0 && !force)
        {
            throw ApiError.Conflict(Describe(conflicts));
        }

        var item = before.Copy();
        FieldTree.Remove(item, ownership.Abandoned(before.Uid(), manager, fields.Keys), keyed);
        item = ((JsonObject)FieldTree.Merge(item, wanted, keyed)!).Normalize();
        var stored = Update(kind, before, item, dryRun);
        if (!dryRun)
        {
            ownership.Applied(before.Uid(), manager, fields.Keys, conflicts.SelectMany(conflict => conflict.Fields));
            Clock.Arm();
        }

        return stored.Copy();
    }

    private void Own(ResourceKind kind, string manager, JsonObject? before, JsonObject after)
    {
        var keyed = IsBuiltIn(kind);
        ownership.Updated(after.Uid(), new Manager(manager, Applies: false, kind.ApiVersion), before is null ? [] : FieldTree.Leaves(before, keyed), FieldTree.Leaves(after, keyed));
    }

    private static string Describe(List<(Manager Manager, List<string> Fields)> conflicts)
    {
        var count = conflicts.Sum(conflict => conflict.Fields.Count);
        return $"Apply failed with {count} conflict{(count == 1 ? "" : "s")}: " + string.Join('\n', conflicts.Select(conflict => conflict.Fields is [var only]
            ? $"conflict with {conflict.Manager}: {only}"
            : $"conflicts with {conflict.Manager}:\n- {string.Join("\n- ", conflict.Fields)}"));
    }
}
