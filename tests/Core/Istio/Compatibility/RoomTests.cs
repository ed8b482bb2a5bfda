using System.Text.Json.Nodes;
using Mesh.Core.Istio.Compatibility.Nodes;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>Amounts, and what the scheduler counts for a pod.</summary>
public sealed class RoomTests
{
    [TestCase("500m", 0.5)]
    [TestCase("2", 2)]
    [TestCase("0.5", 0.5)]
    [TestCase("100u", 0.0001)]
    [TestCase("512Mi", 536870912)]
    [TestCase("2Gi", 2147483648)]
    [TestCase("2G", 2000000000)]
    [TestCase("1k", 1000)]
    [TestCase("1e3", 1000)]
    [TestCase("15E3", 15000)]
    [TestCase("1E", 1e18)]
    [TestCase("-1", -1)]
    [TestCase("32986188Ki", 33777856512)]
    public void An_amount_is_read_as_Kubernetes_writes_it(string text, double amount) => Assert.That(Quantity.Of(text), Is.EqualTo((decimal)amount));

    [TestCase(null)]
    [TestCase("")]
    [TestCase("m")]
    [TestCase("1 Gi")]
    [TestCase("1gi")]
    [TestCase("1e999")]
    [TestCase("99999999999999999999Ei")]
    [TestCase("1e")]
    [TestCase("1.2.3")]
    [TestCase("ten")]
    public void What_is_no_amount_is_none(string? text) => Assert.That(Quantity.Of(text), Is.Null);

    [TestCase("""{ "containers": [{}] }""", 0, 0)]
    [TestCase("""{ "containers": [{ "resources": { "requests": { "cpu": "500m", "memory": "1Gi" } } }, { "resources": { "requests": { "cpu": 1 } } }] }""", 1.5, 1)]
    [TestCase("""{ "initContainers": [{ "resources": { "requests": { "cpu": "3" } } }], "containers": [{ "resources": { "requests": { "cpu": "1", "memory": "1Gi" } } }] }""", 3, 1)]
    [TestCase("""{ "initContainers": [{ "restartPolicy": "Always", "resources": { "requests": { "cpu": "1" } } }, { "resources": { "requests": { "cpu": "1" } } }], "containers": [{ "resources": { "requests": { "cpu": "500m" } } }] }""", 2, 0)]
    [TestCase("""{ "initContainers": [{ "restartPolicy": "Always", "resources": { "requests": { "cpu": "1" } } }], "containers": [{ "resources": { "requests": { "cpu": "500m" } } }], "overhead": { "cpu": "250m" } }""", 1.75, 0)]
    [TestCase("""{ "containers": [{ "resources": { "requests": { "cpu": "many" } } }] }""", 0, 0)]
    public void A_pod_counts_for_its_greediest_moment(string spec, double cpu, double gigabytes)
    {
        var room = Room.Requested(new JsonObject { ["spec"] = JsonNode.Parse(spec) });
        Assert.That((room.Cpu, room.Memory / (1L << 30)), Is.EqualTo(((decimal)cpu, (decimal)gigabytes)));
    }
}
