using Mesh.Core.Registries;
using static Mesh.Core.Tests.Registries.RegistryBench;
using static Mesh.Core.Tests.Registries.ScriptedRegistry;

namespace Mesh.Core.Tests.Registries.Client;

public sealed class TagTests
{
    private readonly RegistryBench bench = new();

    [Test]
    public async Task Tags_are_listed_page_by_page()
    {
        var handler = new ScriptedRegistry(call => call.Address.Contains("last=b", StringComparison.Ordinal) ? Text(200, """{"tags":["c"]}""") : Page("""</v2/a/tags/list?last=b&n=1000>; rel="next" """));
        using var client = bench.Client(handler);

        Assert.That(await client.ListTagsAsync(Repository("localhost:5000/a"), 5000, default), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(handler.Asked.First(), Is.EqualTo("GET https://localhost:5000/v2/a/tags/list?n=1000"));
    }

    [Test]
    public async Task No_more_are_asked_for_than_are_wanted()
    {
        var handler = new ScriptedRegistry(_ => Page("</v2/a/tags/list?last=b>; rel=next"));
        using var client = bench.Client(handler);

        Assert.That(await client.ListTagsAsync(Repository("localhost:5000/a"), 1, default), Is.EqualTo(new[] { "a" }));
        Assert.That(handler.Asked, Is.EqualTo(new[] { "GET https://localhost:5000/v2/a/tags/list?n=1" }));
    }

    [Test]
    public async Task Pages_that_go_in_a_circle_end()
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Page("</v2/a/tags/list?last=b>; rel=\"next\"")));

        var failure = await FailureAsync(() => client.ListTagsAsync(Repository("localhost:5000/a"), 5000, default));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Contain("its pages never end"));
    }

    [Test]
    public async Task Empty_pages_without_end_end()
    {
        var page = 0;
        using var client = bench.Client(new ScriptedRegistry(_ =>
        {
            var response = Text(200, """{"tags":[]}""");
            response.Headers.TryAddWithoutValidation("Link", $"</v2/a/tags/list?last={++page}>; rel=\"next\"");
            return response;
        }));

        Assert.That((await FailureAsync(() => client.ListTagsAsync(Repository("localhost:5000/a"), 5000, default))).Reason, Does.Contain("its pages never end"));
    }

    [TestCase("https://elsewhere.test/v2/a/tags/list?last=b")]
    [TestCase("http://localhost:5000/v2/a/tags/list?last=b")]
    public async Task A_next_page_elsewhere_is_not_gone_to(string next)
    {
        var handler = new ScriptedRegistry(_ => Page($"<{next}>; rel=\"next\""));
        using var client = bench.Client(handler);

        Assert.That((await FailureAsync(() => client.ListTagsAsync(Repository("localhost:5000/a"), 5000, default))).Reason, Does.Contain("its next page is elsewhere"));
        Assert.That(handler.Calls, Has.Count.EqualTo(1));
    }

    [TestCase("""{"tags":[1]}""", "a tag in it is no text")]
    [TestCase("""[]""", "no JSON object")]
    public async Task A_list_that_is_none_is_said(string body, string words)
    {
        using var client = bench.Client(new ScriptedRegistry(_ => Text(200, body)));

        Assert.That((await FailureAsync(() => client.ListTagsAsync(Repository("localhost:5000/a"), 10, default))).Reason, Does.Contain(words));
    }

    private static HttpResponseMessage Page(string link)
    {
        var response = Text(200, """{"tags":["a","b"]}""");
        response.Headers.TryAddWithoutValidation("Link", link);
        return response;
    }
}
