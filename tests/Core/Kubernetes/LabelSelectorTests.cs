using System.Text.Json.Nodes;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Kubernetes;

public sealed class LabelSelectorTests
{
    [TestCase(null, true)]
    [TestCase("app=web", true)]
    [TestCase("app==web , tier!=back", true)]
    [TestCase("app=we", false)]
    [TestCase("app!=web", false)]
    [TestCase("tier!=back", true)]
    [TestCase("tier=", false)]
    [TestCase("app in (api, web),zone notin (b)", true)]
    [TestCase("app notin (api,web)", false)]
    [TestCase("zone notin (a)", false)]
    [TestCase("app,!tier", true)]
    [TestCase("tier", false)]
    [TestCase("!app", false)]
    public void A_query_matches_as_the_server_matches_it(string? query, bool matches)
    {
        Assert.That(LabelSelector.TryParse(query, out var selector, out _), Is.True);
        Assert.That(selector!.Matches(new JsonObject { ["app"] = "web", ["zone"] = "a" }), Is.EqualTo(matches));
    }

    [TestCase("app=web,=x", "=x")]
    [TestCase("a b", "a b")]
    [TestCase("app in web", "app in web")]
    public void The_part_of_a_query_that_is_no_condition_is_named(string query, string part)
    {
        Assert.That(LabelSelector.TryParse(query, out var selector, out var malformed), Is.False);
        Assert.That((selector, malformed), Is.EqualTo(((LabelSelector?)null, part)));
    }

    [TestCase("app=web,tier!=back,zone in (a,b),env notin (dev),team,!old")]
    [TestCase("")]
    public void A_query_is_written_as_it_was_read(string query)
    {
        Assert.That(LabelSelector.TryParse(query, out var selector, out _), Is.True);
        Assert.That(selector!.ToString(), Is.EqualTo(query));
    }

    [TestCase("!old", true)]
    [TestCase("app", false)]
    public void An_object_without_labels_has_none_of_them(string query, bool matches)
    {
        Assert.That(LabelSelector.TryParse(query, out var selector, out _), Is.True);
        Assert.That(selector!.Matches(null), Is.EqualTo(matches));
    }
}
