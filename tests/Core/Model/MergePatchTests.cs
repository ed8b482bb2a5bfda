using System.Text.Json.Nodes;
using Mesh.Core.Model;

namespace Mesh.Core.Tests.Model;

public sealed class MergePatchTests
{
    [TestCase("""{"a":1}""", """{"a":1}""", ExpectedResult = "{}")]
    [TestCase("""{"a":1}""", """{"a":2,"b":3}""", ExpectedResult = """{"a":2,"b":3}""")]
    [TestCase("""{"a":1,"b":2}""", """{"a":1}""", ExpectedResult = """{"b":null}""")]
    [TestCase("""{"a":{"x":1,"y":{"z":1}}}""", """{"a":{"x":1,"y":{"z":2}}}""", ExpectedResult = """{"a":{"y":{"z":2}}}""")]
    [TestCase("""{"a":[1,2]}""", """{"a":[1]}""", ExpectedResult = """{"a":[1]}""")]
    [TestCase("""{"a":{"x":1}}""", """{"a":"text"}""", ExpectedResult = """{"a":"text"}""")]
    [TestCase("""{"a":"text"}""", """{"a":{"x":1}}""", ExpectedResult = """{"a":{"x":1}}""")]
    public string The_patch_is_what_differs(string before, string after) =>
        MergePatch.Between((JsonObject)JsonNode.Parse(before)!, (JsonObject)JsonNode.Parse(after)!).ToJsonString();

    [TestCase("""{"a":1,"b":{"c":2}}""", """{"a":3,"b":{"d":4}}""")]
    [TestCase("""{"a":[1],"b":null}""", """{"c":{"d":[{}]}}""")]
    public void The_patch_applied_to_what_was_gives_what_will_be(string before, string after)
    {
        var (from, to) = ((JsonObject)JsonNode.Parse(before)!, (JsonObject)JsonNode.Parse(after)!);
        Assert.That(MergePatch.Apply(from, MergePatch.Between(from, to))!.ToJsonString(), Is.EqualTo(to.ToJsonString()));
    }
}
