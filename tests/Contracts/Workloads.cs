using System.Text.Json.Nodes;

namespace Mesh.Contracts;

/// <summary>Workloads that a hollow node runs: no image is pulled, no probe asked.</summary>
internal static class Workloads
{
    public static JsonObject Deployment(string ns, string name, int replicas, string containers = """[{"name":"web","image":"registry.invalid/web:1"}]""") => JsonNode.Parse($$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{name}}","namespace":"{{ns}}"},
         "spec":{"replicas":{{replicas}},"selector":{"matchLabels":{"app":"{{name}}"} },
          "template":{"metadata":{"labels":{"app":"{{name}}"} },"spec":{"terminationGracePeriodSeconds":0,"containers":{{containers}} } } } }
        """)!.AsObject();
}
