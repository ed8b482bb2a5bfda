using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;

namespace Mesh.Core.Tests.Helm;

public sealed class ValuesOverlayTests
{
    [Test]
    public void Nothing_to_set_or_clear_is_no_file() => Assert.That(ValuesOverlay.Of(Release([], []), []), Is.Null);

    [TestCase("a", "1", "{\"a\":1}")]
    [TestCase("a.b.c", "\"x\"", "{\"a\":{\"b\":{\"c\":\"x\"}}}")]
    [TestCase(@"a.example\.com/role", "true", "{\"a\":{\"example.com/role\":true}}")]
    [TestCase("a[1].b", "1", "{\"a\":[null,{\"b\":1}]}")]
    [TestCase("a[0][1]", "1", "{\"a\":[[null,1]]}")]
    [TestCase(@"a\[0]", "1", "{\"a[0]\":1}")]
    [TestCase("a", "{\"b\":[1,null]}", "{\"a\":{\"b\":[1,null]}}")]
    [TestCase("a", "null", "{\"a\":null}")]
    public void A_path_is_read_as_helm_reads_it(string path, string value, string expected) => Assert.That(Of([(path, value)]), Is.EqualTo(expected));

    [Test]
    public void Paths_join() =>
        Assert.That(Of([("a.b", "1"), ("a.c", "2"), ("d", "{\"e\":1}"), ("d.f", "2"), ("g.h", "1"), ("g", "{\"i.j\":2}")]), Is.EqualTo("{\"a\":{\"b\":1,\"c\":2},\"d\":{\"e\":1,\"f\":2},\"g\":{\"h\":1,\"i.j\":2}}"));

    [Test]
    public void Clearing_wins() => Assert.That(Of([("a.b", "1"), ("a.c", "2")], "a.b", "x.y", "z", "z.part"), Is.EqualTo("{\"a\":{\"b\":null,\"c\":2},\"x\":{\"y\":null},\"z\":null}"));

    [Test]
    public void An_index_changes_the_list_of_the_values_files_and_keeps_the_rest_of_it()
    {
        JsonObject[] files = [Json("{\"hosts\":[{\"name\":\"old\"}]}"), Json("{\"hosts\":[{\"name\":\"a\",\"port\":1},{\"name\":\"b\"}],\"other\":1}")];

        var overlay = ValuesOverlay.Of(Release([("hosts[0].port", "2"), ("hosts[2].name", "\"c\"")], []), files);

        Assert.That(overlay!.ToJsonString(), Is.EqualTo("{\"hosts\":[{\"name\":\"a\",\"port\":2},{\"name\":\"b\"},{\"name\":\"c\"}]}"));
    }

    [TestCase("a", "1", "a.b", "2")]
    [TestCase("a.b", "2", "a", "1")]
    [TestCase("a", "null", "a.b", "2")]
    [TestCase("a[0]", "1", "a.b", "2")]
    [TestCase("a", "{\"b\":1}", "a.b", "2")]
    public void A_contradiction_is_65(string one, string first, string two, string second) =>
        Assert.That(() => Of([(one, first), (two, second)]), Fails.With(ExitCode.MalformedInput, $"'{one}' and '{two}' contradict"));

    [Test]
    public void What_is_set_to_a_single_value_has_no_part_to_clear() =>
        Assert.That(() => Of([("a", "5")], "a.b"), Fails.With(ExitCode.MalformedInput, "'a' and 'a.b' contradict"));

    [TestCase("")]
    [TestCase(".")]
    [TestCase("a.")]
    [TestCase(".a")]
    [TestCase("a..b")]
    [TestCase("a[")]
    [TestCase("a[x]")]
    [TestCase("a[-1]")]
    [TestCase("a[65537]")]
    [TestCase("a[0]b")]
    [TestCase("[0]")]
    public void A_path_that_is_none_is_65(string path)
    {
        Assert.That(() => Of([(path, "1")]), Fails.With(ExitCode.MalformedInput, $"'{path}'"));
        Assert.That(() => Of([], path), Fails.With(ExitCode.MalformedInput, $"'{path}'"));
    }

    private static string Of((string Path, string Value)[] set, params string[] clear) => ValuesOverlay.Of(Release(set, clear), [])!.ToJsonString();

    private static HelmRelease Release((string Path, string Value)[] set, string[] clear) =>
        new("web", "./web", "beta") { Set = set.ToDictionary(pair => pair.Path, pair => JsonNode.Parse(pair.Value)), Clear = clear };

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();
}
