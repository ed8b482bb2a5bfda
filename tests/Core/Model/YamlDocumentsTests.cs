using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Tests.Model;

public sealed class YamlDocumentsTests
{
    [TestCase("", "null")]
    [TestCase("~", "null")]
    [TestCase("null", "null")]
    [TestCase("true", "true")]
    [TestCase("Yes", "true")]
    [TestCase("off", "false")]
    [TestCase("n", "false")]
    [TestCase("'true'", "\"true\"")]
    [TestCase("\"1\"", "\"1\"")]
    [TestCase("!!str 1", "\"1\"")]
    [TestCase("42", "42")]
    [TestCase("-42", "-42")]
    [TestCase("1_000", "1000")]
    [TestCase("0x1F", "31")]
    [TestCase("0644", "420")]
    [TestCase("0o644", "420")]
    [TestCase("0b101", "5")]
    [TestCase("089", "89")]
    [TestCase("1.5", "1.5")]
    [TestCase("1e3", "1000")]
    [TestCase(".5", "0.5")]
    [TestCase("1.2.3", "\"1.2.3\"")]
    [TestCase("1.29.0", "\"1.29.0\"")]
    [TestCase("2026-11-21", "\"2026-11-21\"")]
    [TestCase("10Gi", "\"10Gi\"")]
    [TestCase("-", "[null]")]
    [TestCase(".inf", "\".inf\"")]
    [TestCase("18446744073709551615", "18446744073709551615")]
    [TestCase("!!int '5'", "5")]
    [TestCase("y", "true")]
    [TestCase("1e400", "\"1e400\"")]
    [TestCase("0x_1", "1")]
    [TestCase("0b2", "\"0b2\"")]
    [TestCase("truely", "\"truely\"")]
    public void A_value_has_the_type_Kubernetes_gives_it(string yaml, string json) =>
        Assert.That(YamlDocuments.Parse($"a: {(yaml == "-" ? "\n-" : yaml)}\n", "test").Single()!["a"]?.ToJsonString() ?? "null", Is.EqualTo(json));

    [Test]
    public void Documents_keep_their_order_and_empty_ones_are_null()
    {
        var documents = YamlDocuments.Parse("# head\n---\na: 1\n---\n# nothing\n---\n- x\n- {k: z}\n", "test");

        Assert.That(documents.Select(document => document?.ToJsonString()), Is.EqualTo(new[] { "{\"a\":1}", null, "[\"x\",{\"k\":\"z\"}]" }));
        Assert.That(YamlDocuments.Parse("", "test"), Is.Empty);
    }

    [Test]
    public void Anchors_and_merges_are_resolved()
    {
        var document = YamlDocuments.Parse("base: &b {x: 1, z: 2}\none: *b\ntwo: {<<: *b, z: 3}\nthree: {<<: [{x: 9}, *b]}\n", "test").Single()!;

        Assert.That(document["one"]!.ToJsonString(), Is.EqualTo("{\"x\":1,\"z\":2}"));
        Assert.That(document["two"]!.ToJsonString(), Is.EqualTo("{\"z\":3,\"x\":1}"));
        Assert.That(document["three"]!.ToJsonString(), Is.EqualTo("{\"x\":9,\"z\":2}"));
    }

    [Test]
    public void Keys_are_texts_and_the_last_of_two_counts() =>
        Assert.That(YamlDocuments.Parse("1: a\nyes: b\n1.0: c\nx: 1\nx: 2\n", "test").Single()!.ToJsonString(), Is.EqualTo("{\"1\":\"c\",\"true\":\"b\",\"x\":2}"));

    [TestCase("a: [1, 2\n---\n", TestName = "An open list is malformed")]
    [TestCase("a: b: c", TestName = "Two colons are malformed")]
    [TestCase("~: 1", TestName = "A key of nothing is malformed")]
    [TestCase("a: *nowhere", TestName = "An unknown alias is malformed")]
    [TestCase("{[1]: 2}", TestName = "A list as a key is malformed")]
    [TestCase("a: {<<: 1}", TestName = "A merged number is malformed")]
    [TestCase("a: &x [*x]", TestName = "An alias inside its own anchor is malformed")]
    public void Malformed_text_is_65_with_its_place(string yaml) =>
        Assert.That(() => YamlDocuments.Parse(yaml, "values.yaml"), Throws.InstanceOf<YamlSyntaxException>().With.Message.Contains("values.yaml:"));

    [Test]
    public void A_malformed_text_that_nobody_caught_ends_the_run_with_65() =>
        Assert.That(FailureTable.Of(new YamlSyntaxException("mesh.yaml", 3, 5, "no")), Is.EqualTo(new Failure(ExitCode.MalformedInput, "mesh.yaml:3:5: no", "Mend the YAML there")));

    [Test]
    public void A_bomb_of_aliases_is_refused()
    {
        var yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 10; i++)
        {
            yaml.Append($"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        }

        Assert.That(() => YamlDocuments.Parse(yaml.ToString(), "bomb"), Throws.InstanceOf<YamlSyntaxException>().With.Message.Contains("more than"));
    }

    [Test]
    public void A_hundred_thousand_brackets_are_refused() =>
        Assert.That(() => YamlDocuments.Parse(new string('[', 100_000), "deep"), Throws.InstanceOf<YamlSyntaxException>().With.Message.Contains("deep:1:"));

    [TestCase("{\"b\":1,\"a\":{\"d\":[],\"c\":{}}}", "a:\n  c: {}\n  d: []\nb: 1\n")]
    [TestCase("{\"a\":[1,\"x\",null,{\"k\":true}]}", "a:\n- 1\n- x\n- null\n- k: true\n")]
    [TestCase("{\"a\":\"one\\ntwo\\n\"}", "a: |\n  one\n  two\n")]
    [TestCase("{\"a *b\":\"*\"}", "\"a *b\": '*'\n")]
    [TestCase("{\"a\":\"true\",\"b\":\"1\",\"c\":\"\",\"d\":\"no\",\"0x1\":\"null\"}", "\"0x1\": \"null\"\na: \"true\"\nb: \"1\"\nc: \"\"\nd: \"no\"\n")]
    public void Json_is_written_as_yaml_that_reads_well(string json, string yaml) => Assert.That(YamlText.Of(JsonNode.Parse(json)), Is.EqualTo(yaml));

    [Test]
    public void What_is_written_reads_back_equal() => Prop.ForAll<string?, int, double>((given, number, real) =>
    {
        var text = new string([.. (given ?? "").Where(c => !char.IsSurrogate(c) && c is not ('\ufffe' or '\uffff'))]);
        var node = new JsonObject
        {
            ["text"] = text,
            ["k" + text] = new JsonArray(number, double.IsFinite(real) ? real : 0, null, text + "\n" + text, new JsonObject { [text] = text }),
        };

        return JsonNode.DeepEquals(YamlDocuments.Parse(YamlText.Of(node), "round trip").Single(), node);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
