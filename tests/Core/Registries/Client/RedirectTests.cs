using Mesh.Core.Configuration;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Credentials;
using static Mesh.Core.Tests.Registries.RegistryBench;
using static Mesh.Core.Tests.Registries.ScriptedRegistry;

namespace Mesh.Core.Tests.Registries.Client;

public sealed class RedirectTests
{
    private readonly RegistryBench bench = new();

    [Test]
    public async Task Another_host_is_followed_to_and_not_shown_the_credential()
    {
        var handler = new ScriptedRegistry(call => call.Address.StartsWith("https://cdn.test/", StringComparison.Ordinal) ? Bytes(Config, "application/octet-stream")
            : call.Authorization is null ? Challenge("Basic realm=x")
            : Redirect("https://cdn.test/blob?signature=s"));
        using var client = bench.Client(handler, new FakeSource("mesh.yaml", new RegistryCredential("me", "pass")));

        var blob = await client.GetBlobAsync(Repository("hub.test/a"), Blob(Config), default);

        Assert.That(blob.ToArray(), Is.EqualTo(Config));
        Assert.That(handler.Calls.Select(call => call.Authorization is not null), Is.EqualTo(new[] { false, true, false }));
    }

    [TestCase(301)]
    [TestCase(302)]
    [TestCase(303)]
    [TestCase(307)]
    [TestCase(308)]
    public async Task The_same_host_is_shown_the_credential_again(int status)
    {
        var handler = new ScriptedRegistry(call => call.Authorization is null ? Challenge("Basic realm=x") : call.Path.EndsWith("/moved", StringComparison.Ordinal) ? Manifest(ImageBody()) : Redirect("/v2/moved", status));
        using var client = bench.Client(handler, new FakeSource("mesh.yaml", new RegistryCredential("me", "pass")));

        await client.GetManifestAsync(Image("hub.test/a:1"), default);

        Assert.That(handler.Asked.Last(), Is.EqualTo("GET https://hub.test/v2/moved"));
        Assert.That(handler.Calls.Last().Authorization, Is.Not.Null);
    }

    [Test]
    public async Task Another_host_that_asks_for_a_token_gets_anybodys()
    {
        var handler = new ScriptedRegistry(call => new Uri(call.Address).Host switch
        {
            "registry.test" => Redirect("https://mirror.test/v2/a/manifests/1"),
            "auth.test" => Text(200, """{"token":"anybody"}"""),
            _ => call.Authorization == "Bearer anybody" ? Manifest(ImageBody()) : Challenge("""Bearer realm="https://auth.test/token" """),
        });
        using var client = bench.Client(handler, new FakeSource("mesh.yaml", new RegistryCredential("me", "pass")));

        await client.GetManifestAsync(Image("registry.test/a:1"), default);

        Assert.That(handler.Calls.Where(call => call.Authorization is not null).Select(call => call.Authorization), Is.EqualTo(new[] { "Bearer anybody" }));
    }

    [Test]
    public async Task Another_port_is_another_host()
    {
        var handler = new ScriptedRegistry(call => call.Authorization is null && call.Address.StartsWith("https://hub.test/", StringComparison.Ordinal) ? Challenge("Basic realm=x") : call.Address.Contains(":444") ? Manifest(ImageBody()) : Redirect("https://hub.test:444/v2/a"));
        using var client = bench.Client(handler, new FakeSource("mesh.yaml", new RegistryCredential("me", "pass")));

        await client.GetManifestAsync(Image("hub.test/a:1"), default);

        Assert.That(handler.Calls.Last().Authorization, Is.Null);
    }

    [TestCase("http://hub.test/v2/x", "redirects from TLS to plain HTTP, at hub.test")]
    [TestCase("ftp://hub.test/v2/x", "redirects to nowhere")]
    [TestCase("", "redirects to nowhere")]
    [TestCase("https://hub.test/v2/a/manifests/1", "redirects in a circle by way of hub.test")]
    [TestCase("file:///etc/passwd", "redirects to nowhere")]
    public async Task Where_it_must_not_go_it_does_not(string to, string words)
    {
        var handler = new ScriptedRegistry(_ => Redirect(to));
        using var client = bench.Client(handler);

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("hub.test/a:1"), default));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Contain(words));
        Assert.That(handler.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Five_redirects_are_enough()
    {
        var hops = 0;
        var handler = new ScriptedRegistry(_ => Redirect($"/v2/{++hops}"));
        using var client = bench.Client(handler);

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("hub.test/a:1"), default));

        Assert.That(failure.Reason, Does.Contain("redirects more than 5 times"));
        Assert.That(hops, Is.EqualTo(6));
    }

    [Test]
    public async Task The_token_address_may_redirect_and_another_host_does_not_see_the_password()
    {
        var handler = new ScriptedRegistry(call => call.Path switch
        {
            "/token" => Redirect("https://elsewhere.test/token2"),
            "/token2" => Text(200, """{"token":"t"}"""),
            _ => call.Authorization is null ? Challenge("""Bearer realm="https://hub.test/token" """) : Manifest(ImageBody()),
        });
        using var client = bench.Client(handler, new FakeSource("mesh.yaml", new RegistryCredential("me", "pass")));

        await client.GetManifestAsync(Image("hub.test/a:1"), default);

        Assert.That(handler.Calls.Select(call => call.Authorization?.Split(' ')[0]), Is.EqualTo(new[] { null, "Basic", null, "Bearer" }));
    }

    [Test]
    public async Task An_endpoint_is_connected_to_instead()
    {
        var handler = new ScriptedRegistry(_ => Manifest(ImageBody()));
        using var client = bench.Client(handler, [new RegistryOptions { Host = "docker.io", Endpoint = "mirror.local:8443" }]);

        await client.GetManifestAsync(Image("nginx:1"), default);

        Assert.That(handler.Asked, Is.EqualTo(new[] { "GET https://mirror.local:8443/v2/library/nginx/manifests/1" }));
    }
}
