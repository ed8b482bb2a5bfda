using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;

namespace Mesh.Contracts;

/// <summary>Kinds that come and go with a CRD, and how a server tells of them.</summary>
public abstract class DiscoveryContract : ClusterContract
{
    private readonly string group = $"{Guid.NewGuid().ToString("N")[..12]}.contract.example";

    private ResourceKind Thing => new(group, "v1", "things", "Thing");

    [Test]
    public async Task A_CRD_brings_its_kind_in_every_served_version_and_takes_it_away_again()
    {
        Assert.That(await ServedAsync(), Is.Empty);

        await DefineAsync();

        Assert.That(await UntilAsync(kinds => kinds.Count == 2), Is.EqualTo(new[] { Thing, Thing with { Version = "v1beta1" } }), "the preferred version first; v1alpha1 is not served");

        await Cluster.DeleteAsync(ResourceKind.CustomResourceDefinition, null, $"things.{group}", false, Cancellation);

        Assert.That(await UntilAsync(kinds => kinds.Count == 0), Is.Empty);
    }

    [Test]
    public async Task The_objects_of_a_CRD_go_with_it_and_do_not_come_back_with_the_next_of_its_name()
    {
        await DefineAsync();
        await UntilAsync(kinds => kinds.Count == 2);
        await Cluster.CreateAsync(Thing, Object("one"), false, Cancellation);

        await Cluster.DeleteAsync(ResourceKind.CustomResourceDefinition, null, $"things.{group}", false, Cancellation);
        await UntilAsync(kinds => kinds.Count == 0);
        while (await Cluster.GetAsync(ResourceKind.CustomResourceDefinition, null, $"things.{group}", Cancellation) is not null)
        {
            await Task.Yield();
        }

        await DefineAsync();
        await UntilAsync(kinds => kinds.Count == 2);

        Assert.That(await ListAsync(Thing), Is.Empty);
        await Cluster.DeleteAsync(ResourceKind.CustomResourceDefinition, null, $"things.{group}", false, Cancellation);
    }

    private Task<IReadOnlyList<ResourceKind>> ServedAsync() => ServedKinds.ListAsync(Cluster, name => name == group, Cancellation);

    private async Task<IReadOnlyList<ResourceKind>> UntilAsync(Func<IReadOnlyList<ResourceKind>, bool> reached)
    {
        while (true)
        {
            var kinds = await ServedAsync();
            if (reached(kinds))
            {
                return kinds;
            }

            await Task.Yield();
        }
    }

    private JsonObject Object(string name) => JsonNode.Parse($$"""{"apiVersion":"{{group}}/v1","kind":"Thing","metadata":{"name":"{{name}}","namespace":"{{Namespace}}"},"spec":{"a":1} }""")!.AsObject();

    private Task<JsonObject> DefineAsync() => Cluster.CreateAsync(ResourceKind.CustomResourceDefinition, JsonNode.Parse($$$"""
        {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.{{{group}}}"},
         "spec":{"group":"{{{group}}}","scope":"Namespaced","names":{"plural":"things","singular":"thing","kind":"Thing","listKind":"ThingList"},"versions":[
          {"name":"v1beta1","served":true,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } },
          {"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } },
          {"name":"v1alpha1","served":false,"storage":false,"schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } }] } }
        """)!.AsObject(), false, Cancellation);
}
