using System.Text.Json.Nodes;
using Mesh.Core.Configuration;

namespace Mesh.Core.Tests.Configuration;

public sealed class SchemaTests
{
    private static readonly JsonNode Schema = JsonNode.Parse(MeshSchema.Generate())!;

    [Test]
    public void The_committed_schema_is_what_the_option_types_say() => Committed.AssertIs("pipelines/mesh.schema.json", MeshSchema.Generate());

    [Test]
    public void It_is_draft_7_and_knows_no_other_keys_anywhere()
    {
        Assert.That((string?)Schema["$schema"], Is.EqualTo("http://json-schema.org/draft-07/schema#"));
        Assert.That(Keys.Records(Schema).Select(record => (bool?)record["additionalProperties"]), Is.All.False);
    }

    [Test]
    public void Every_key_has_a_description() => Assert.That(Keys.Of(Schema).Where(key => string.IsNullOrWhiteSpace(key.Description)), Is.Empty);

    [TestCase("releases[]", "name chart namespace")]
    [TestCase("registries[]", "host")]
    [TestCase("restarts[]", "namespace")]
    [TestCase("clusters[]", "name")]
    public void What_is_required_in_code_is_required_here(string list, string required) =>
        Assert.That(Schema["properties"]![list[..^2]]!["items"]!["required"]!.AsArray().Select(key => (string)key!), Is.EqualTo(required.Split(' ')));

    [Test]
    public void Forms_limits_and_choices_of_the_loader_stand_in_the_schema()
    {
        var release = Schema["properties"]!["releases"]!["items"]!["properties"]!;
        Assert.Multiple(() =>
        {
            Assert.That((int?)release["historyLimit"]!["minimum"], Is.Zero);
            Assert.That((int?)release["historyLimit"]!["default"], Is.EqualTo(10));
            Assert.That((string?)release["namespace"]!["pattern"], Does.Contain("[a-z0-9]"));
            Assert.That(release["version"]!["type"]!.AsArray().Select(type => (string)type!), Does.Contain("number"), "an unquoted version is text to the loader");
            Assert.That(Schema["properties"]!["restarts"]!["items"]!["oneOf"]!.AsArray(), Has.Count.EqualTo(2));
            Assert.That(Schema["properties"]!["registries"]!["items"]!["not"]!["allOf"]!.AsArray(), Has.Count.EqualTo(2));
        });
    }
}
