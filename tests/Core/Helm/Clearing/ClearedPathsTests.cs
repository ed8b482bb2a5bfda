using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Helm.Clearing;

namespace Mesh.Core.Tests.Helm.Clearing;

/// <summary>What clear and keep mean.</summary>
public sealed class ClearedPathsTests
{
    private const string Defaults = """{"map":{"one":{"x":1,"y":2},"two":{"x":3},"three":null},"other":5,"a.b":{"c":1},"list":[{"n":1}]}""";

    [TestCase("map.*", "", "", "map.one map.two")]
    [TestCase("map.*", "map.one", "", "map.two")]
    [TestCase("map.*", "map.one.x", "", "map.one.y map.two")]
    [TestCase("map.*", "map.one.x", """{"map":{"two":{"x":9}}}""", "map.one.y", Description = "what the user gives is no default")]
    [TestCase("map.*", "", """{"map":{"one":{"x":9}}}""", "map.one.y map.two", Description = "defaults beside what the user gives go one by one")]
    [TestCase("*", "map;list", "", @"other a\.b")]
    [TestCase("map.one;map.one", "", "", "map.one")]
    [TestCase("list[0].n", "", "", "list[0].n")]
    [TestCase(@"a\.b.*", "", "", @"a\.b.c")]
    public void Paths_are_written_out(string clear, string keep, string given, string expected)
    {
        var paths = Of(clear, keep, given);
        Assert.That(paths.Paths.Select(ValuesPath.Write), Is.EqualTo(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        Assert.That(paths.Unknown, Is.Empty);
    }

    [TestCase("mop.*", "", "mop.*")]
    [TestCase("other.*", "", "other.*", Description = "nothing can be below a number")]
    [TestCase("map.four", "", "map.four")]
    [TestCase("map.three", "", "map.three", Description = "a null is no default")]
    [TestCase("map.*", "map.four", "map.four")]
    public void A_path_that_names_no_default_is_told(string clear, string keep, string unknown) => Assert.That(Of(clear, keep, "").Unknown, Is.EqualTo(new[] { unknown }));

    [Test]
    public void A_named_path_may_be_the_users_own() => Assert.That(Of("mine", "", """{"mine":1}""").Unknown, Is.Empty);

    [Test]
    public void A_path_that_cannot_be_read_is_65() => Assert.That(() => Of("map..one", "", ""), Fails.With(ExitCode.MalformedInput, "map..one"));

    private static ClearedPaths Of(string clear, string keep, string given) => ClearedPaths.Of(
        new HelmRelease("web", "chart", "beta") { Clear = clear.Split(';'), Keep = keep.Split(';', StringSplitOptions.RemoveEmptyEntries) },
        (JsonObject)JsonNode.Parse(Defaults)!, given.Length == 0 ? [] : (JsonObject)JsonNode.Parse(given)!);
}
