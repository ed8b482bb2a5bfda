using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Api;

namespace Mesh.Sandbox.Controllers;

/// <summary>Removes what has lost its owner, and the content of a namespace that ends.</summary>
internal sealed class Collector(ApiServer server)
{
    public void Collect(JsonObject gone)
    {
        foreach (var (kind, item) in server.Store.Where(item => item.Items("metadata", "ownerReferences").Any(owner => owner.Text("uid") == gone.Uid())))
        {
            server.Remove(kind, item);
        }

        // The last object of an ending namespace takes the namespace with it.
        if (gone.Namespace() is { } ns && server.Store.Get(ResourceKind.Namespace, null, ns)?.IsTerminating() == true)
        {
            Empty(ns);
        }
    }

    public void Empty(string ns)
    {
        if (server.Store.Get(ResourceKind.Namespace, null, ns) is not { } home || !home.IsTerminating())
        {
            return;
        }

        foreach (var (kind, item) in server.Store.Where(item => item.Namespace() == ns))
        {
            server.Remove(kind, item);
        }

        if (!server.Store.Where(item => item.Namespace() == ns).Any())
        {
            server.Store.Remove(ResourceKind.Namespace, home);
        }
    }
}
