using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Diagnosis.Scrubbing;

public sealed class ObjectSieveTests
{
    [Test]
    public void A_Secret_keeps_the_names_and_sizes_of_its_data()
    {
        var kept = ObjectSieve.Of(ResourceKind.Secret, Json("""{ "metadata": { "name": "cacerts", "namespace": "istio-system" }, "type": "Opaque", "data": { "ca-cert.pem": "YWJj", "empty": "" } }"""));
        Assert.That(kept["data"]!.ToJsonString(), Is.EqualTo("""{"ca-cert.pem":3,"empty":0}"""));
        Assert.That(ObjectSieve.Of(ResourceKind.Secret, (JsonObject)kept.DeepClone())["data"]!.ToJsonString(), Is.EqualTo("""{"ca-cert.pem":3,"empty":0}"""), "read back it says the same");
    }

    [Test]
    public void What_only_the_server_needs_goes_and_what_a_cause_needs_stays()
    {
        var kept = ObjectSieve.Of(ResourceKind.Pod, Json("""
            { "metadata": { "name": "web", "namespace": "beta", "uid": "1", "resourceVersion": "7", "managedFields": [{ "manager": "x" }], "labels": { "app": "web" } },
              "spec": { "imagePullSecrets": [{ "name": "ecr" }], "automountServiceAccountToken": true, "serviceAccountName": "web",
                "volumes": [{ "name": "istio-token", "projected": { "sources": [{ "serviceAccountToken": { "audience": "istio-ca", "expirationSeconds": 43200, "path": "istio-token" } }] } }, { "name": "tls", "secret": { "secretName": "dev-cert" } }],
                "containers": [{ "name": "app", "env": [{ "name": "TOKEN_AUDIENCES", "value": "istio-ca" }, { "name": "JWT_POLICY", "value": "third-party-jwt" }, { "name": "PASSWORD", "valueFrom": { "secretKeyRef": { "name": "db", "key": "password" } } }] }] } }
            """));
        Assert.That(kept["metadata"]!.ToJsonString(), Does.Not.Contain("managedFields").And.Not.Contain("resourceVersion"));
        Assert.That(kept.ToJsonString(), Does.Not.Contain("***"));
        Assert.That(kept.Text("kind"), Is.EqualTo("Pod"));
    }

    [Test]
    public void A_node_is_the_same_whenever_its_heartbeat_was()
    {
        static JsonObject Node(string beat) => ObjectSieve.Of(ResourceKind.Node, Json($$"""{ "metadata": { "name": "n" }, "status": { "images": [{ "names": ["x"] }], "conditions": [{ "type": "Ready", "status": "True", "lastHeartbeatTime": "{{beat}}" }] } }"""));
        Assert.That(JsonNode.DeepEquals(Node("2026-11-21T08:00:00Z"), Node("2026-11-21T08:05:00Z")));
    }

    [Test]
    public void A_text_of_megabytes_is_cut() =>
        Assert.That(ObjectSieve.Of(ResourceKind.ConfigMap, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "istio" }, ["data"] = new JsonObject { ["mesh"] = new string('x', 3_000_000).Replace("xxxxxxxxxx", "xxxxxxxxx ", StringComparison.Ordinal) } }).ToJsonString(), Has.Length.LessThan(70_000));

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
