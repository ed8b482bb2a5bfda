using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Sandbox.Api;

/// <summary>What is served, and what each kind gets from the server besides its defaults.</summary>
internal sealed partial class ApiServer
{
    /// <summary>Every kind that is served, once for each version.</summary>
    public IEnumerable<ResourceKind> Kinds() => KindTable.Of(Version.Minor).Concat(Custom().SelectMany(definition =>
        from version in definition.Items("spec", "versions")
        where version.Flag("served") == true
        select new ResourceKind(definition.Text("spec", "group") ?? "", version.Text("name") ?? "", definition.Text("spec", "names", "plural") ?? "",
            definition.Text("spec", "names", "kind") ?? "", definition.Text("spec", "scope") != "Cluster")));

    // The objects of a kind go with its definition.
    private void RemoveObjectsOf(ResourceKind kind, JsonObject definition)
    {
        if (kind != KindTable.CustomResourceDefinition)
        {
            return;
        }

        var custom = new ResourceKind(definition.Text("spec", "group") ?? "", "", definition.Text("spec", "names", "plural") ?? "", "", definition.Text("spec", "scope") != "Cluster");
        foreach (var item in Store.List(custom).ToList())
        {
            Store.Remove(custom, item);
        }
    }

    private IEnumerable<JsonObject> Custom() => Store.List(KindTable.CustomResourceDefinition);

    private bool IsBuiltIn(ResourceKind kind) => KindTable.Of(Version.Minor).Any(known => known.Group == kind.Group && known.Plural == kind.Plural);

    private bool Generates(ResourceKind kind) => !IsBuiltIn(kind) || KindTable.HasGeneration(kind);

    private bool HasStatusSubresource(ResourceKind kind) => Custom().Any(definition => definition.Text("spec", "names", "plural") == kind.Plural && definition.Text("spec", "group") == kind.Group
        && definition.Items("spec", "versions").Any(version => version.Text("name") == kind.Version && version.At("subresources", "status") is not null));

    private void Require(ResourceKind kind)
    {
        if (!Serves(kind))
        {
            throw ApiError.NoSuchResource();
        }
    }

    private static void Identify(ResourceKind kind, JsonObject item)
    {
        item.Default("apiVersion", kind.ApiVersion);
        item.Default("kind", kind.Kind);
        if (item.Text("apiVersion") != kind.ApiVersion)
        {
            throw ApiError.BadRequest($"the API version in the data ({item["apiVersion"]}) does not match the expected API version ({kind.ApiVersion})");
        }

        if (item.Text("kind") != kind.Kind)
        {
            throw ApiError.BadRequest($"{item["kind"]} in version \"{kind.Version}\" cannot be handled as a {kind.Kind}");
        }

        if (!kind.Namespaced)
        {
            item.Child("metadata")?.Remove("namespace");
        }
    }

    private void Provide(ResourceKind kind, JsonObject item)
    {
        switch (kind)
        {
            case { Group: "", Plural: "namespaces" }:
                item["status"] = new JsonObject { ["phase"] = "Active" };
                item.Ensure("spec").Default("finalizers", new JsonArray("kubernetes"));
                if (Version.Minor >= 21)
                {
                    item.Ensure("metadata").Ensure("labels")["kubernetes.io/metadata.name"] = item.Name();
                }

                break;
            case { Group: "", Plural: "pods" }:
                item["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
                break;
            case { Group: "", Plural: "services" } when item.Text("spec", "type") != "ExternalName":
                item.Ensure("spec").Default("clusterIP", Names.ClusterAddress());
                item["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
                break;
            case { Group: "", Plural: "resourcequotas" }:
                item["status"] = new JsonObject { ["hard"] = item.At("spec", "hard")?.DeepClone() };
                break;
            case { Plural: "customresourcedefinitions" }:
                item["status"] = new JsonObject { ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Established", ["status"] = "True", ["reason"] = "InitialNamesAccepted" }) };
                break;
            case { Group: "apps" } when kind.Plural is "deployments" or "statefulsets" or "daemonsets" or "replicasets":
                item["status"] = new JsonObject();
                break;
        }
    }
}
