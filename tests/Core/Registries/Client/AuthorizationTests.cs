using System.Text;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Credentials;
using static Mesh.Core.Tests.Registries.RegistryBench;
using static Mesh.Core.Tests.Registries.ScriptedRegistry;

namespace Mesh.Core.Tests.Registries.Client;

public sealed class AuthorizationTests
{
    private const string Hub = """Bearer realm="https://auth.test/token",service="hub.test",scope="repository:a:pull" """;

    private readonly ManualTime clock = new();
    private readonly RegistryBench bench;

    public AuthorizationTests() => bench = new RegistryBench(clock);

    [Test]
    public async Task A_token_is_asked_for_as_anybody_and_sent()
    {
        var handler = Bearer(_ => Text(200, """{"token":"first-token"}"""));
        using var client = bench.Client(handler);

        await client.GetManifestAsync(Image("hub.test/a:1"), default);

        Assert.That(handler.Asked, Is.EqualTo(new[]
        {
            "GET https://hub.test/v2/a/manifests/1",
            "GET https://auth.test/token?service=hub.test&scope=repository%3Aa%3Apull",
            "GET https://hub.test/v2/a/manifests/1",
        }));
        Assert.That(handler.Calls.Select(call => call.Authorization), Is.EqualTo(new[] { null, null, "Bearer first-token" }));
        Assert.That(bench.Journal.Secrets.Mask("first-token"), Is.EqualTo("***"));
    }

    [Test]
    public async Task A_token_is_asked_for_once_however_many_want_it_and_until_shortly_before_it_expires()
    {
        var handler = Bearer(_ => Text(200, """{"access_token":"t","expires_in":300}"""));
        using var client = bench.Client(handler);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.GetManifestAsync(Image("hub.test/a:1"), default)));
        clock.Advance(TimeSpan.FromSeconds(280));
        await client.GetManifestAsync(Image("hub.test/a:1"), default);
        Assert.That(Tokens(handler), Is.EqualTo(1));

        clock.Advance(TimeSpan.FromSeconds(11));
        await client.GetManifestAsync(Image("hub.test/a:1"), default);
        Assert.That(Tokens(handler), Is.EqualTo(2));
    }

    [TestCase("""{"token":"t"}""")]
    [TestCase("""{"token":"t","expires_in":0}""")]
    [TestCase("""{"token":"t","expires_in":-5}""")]
    [TestCase("""{"token":"t","expires_in":"soon"}""")]
    public async Task A_token_that_does_not_say_how_long_it_lives_lives_for_a_minute(string answer)
    {
        var handler = Bearer(_ => Text(200, answer));
        using var client = bench.Client(handler);

        await client.GetManifestAsync(Image("hub.test/a:1"), default);
        clock.Advance(TimeSpan.FromSeconds(49));
        await client.GetManifestAsync(Image("hub.test/a:1"), default);
        Assert.That(Tokens(handler), Is.EqualTo(1));
        clock.Advance(TimeSpan.FromSeconds(2));
        await client.GetManifestAsync(Image("hub.test/a:1"), default);
        Assert.That(Tokens(handler), Is.EqualTo(2));
    }

    [Test]
    public async Task The_next_repository_is_asked_with_its_own_token_at_once()
    {
        var handler = Bearer(_ => Text(200, """{"token":"t"}"""));
        using var client = bench.Client(handler);

        await client.GetManifestAsync(Image("hub.test/a:1"), default);
        await client.GetManifestAsync(Image("hub.test/b/c:1"), default);

        Assert.That(handler.Asked.Skip(3), Is.EqualTo(new[] { "GET https://auth.test/token?service=hub.test&scope=repository%3Ab%2Fc%3Apull", "GET https://hub.test/v2/b/c/manifests/1" }));
    }

    [Test]
    public async Task The_one_scope_of_ECR_Public_is_taken_as_it_is_and_holds_for_all()
    {
        var handler = Registry(Challenge("""Bearer realm="https://public.ecr.aws/token/",service="public.ecr.aws",scope="aws" """), "/token/", _ => Text(200, """{"token":"t"}"""));
        using var client = bench.Client(handler);

        await client.GetManifestAsync(Image("public.ecr.aws/docker/library/nginx:1"), default);
        await client.GetManifestAsync(Image("public.ecr.aws/istio/pilot:1"), default);

        Assert.That(handler.Asked.Where(call => call.Contains("/token/")), Is.EqualTo(new[] { "GET https://public.ecr.aws/token/?service=public.ecr.aws&scope=aws" }));
        Assert.That(handler.Calls, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task Without_a_scope_in_the_challenge_the_repository_is_named()
    {
        var handler = Registry(Challenge("Bearer realm=\"https://gcr.test/v2/token\",service=gcr.test"), "/v2/token", _ => Text(200, """{"token":"t"}"""));
        using var client = bench.Client(handler);

        await client.GetManifestAsync(Image("gcr.test/a/b:1"), default);

        Assert.That(handler.Asked, Does.Contain("GET https://gcr.test/v2/token?service=gcr.test&scope=repository%3Aa%2Fb%3Apull"));
    }

    [Test]
    public async Task A_user_shows_the_password_at_the_token_address_and_nowhere_else()
    {
        var handler = Bearer(_ => Text(200, """{"token":"t"}"""));
        using var client = bench.Client(handler, new FakeSource("mesh.yaml", new RegistryCredential("me", "pass")));

        await client.GetManifestAsync(Image("hub.test/a:1"), default);

        var basic = Convert.ToBase64String("me:pass"u8);
        Assert.That(handler.Calls.Select(call => call.Authorization), Is.EqualTo(new[] { null, $"Basic {basic}", "Bearer t" }));
        Assert.That(handler.Asked, Does.Contain("GET https://auth.test/token?service=hub.test&scope=repository%3Aa%3Apull&account=me"));
        Assert.That(bench.Journal.Secrets.Mask(basic), Is.EqualTo("***"), "the header is the password in another form");
    }

    [Test]
    public async Task An_identity_token_is_exchanged_by_POST()
    {
        var handler = Bearer(_ => Text(200, """{"access_token":"t"}"""));
        using var client = bench.Client(handler, new FakeSource("config.json", new RegistryCredential("<token>", "identity", IsIdentityToken: true)));

        await client.GetManifestAsync(Image("hub.test/a:1"), default);

        var call = handler.Calls.ElementAt(1);
        Assert.That((call.Method, call.Address, call.Authorization), Is.EqualTo(("POST", "https://auth.test/token", (string?)null)));
        Assert.That(Encoding.UTF8.GetString(call.Body), Is.EqualTo("grant_type=refresh_token&service=hub.test&client_id=mesh&scope=repository%3Aa%3Apull&refresh_token=identity"));
    }

    [Test]
    public async Task Basic_is_shown_when_it_is_asked_for_and_from_then_on_at_once()
    {
        var handler = Basic("AWS", "pass");
        using var client = bench.Client(handler, new FakeSource("AWS credentials", new RegistryCredential("AWS", "pass")));

        await client.GetManifestAsync(Image("ecr.test/a:1"), default);
        await client.GetManifestAsync(Image("ecr.test/b:1"), default);

        Assert.That(handler.Calls.Select(call => call.Authorization is null), Is.EqualTo(new[] { true, false, false }));
    }

    [Test]
    public async Task A_token_is_chosen_where_a_password_would_do_as_well()
    {
        var handler = Registry(Challenge("Basic realm=\"x\"", Hub), "/token", _ => Text(200, """{"token":"t"}"""));
        using var client = bench.Client(handler, new FakeSource("mesh.yaml", new RegistryCredential("me", "pass")));

        await client.GetManifestAsync(Image("hub.test/a:1"), default);

        Assert.That(handler.Calls.Last().Authorization, Is.EqualTo("Bearer t"));
    }

    [Test]
    public async Task A_refused_password_is_renewed_once_and_then_the_next_source_is_asked()
    {
        var (first, second) = (new FakeSource("mesh.yaml", new RegistryCredential("me", "old")), new FakeSource("AWS credentials", new RegistryCredential("AWS", "stale"), new RegistryCredential("AWS", "fresh")));
        var handler = Basic("AWS", "fresh");
        using var client = bench.Client(handler, first, second);

        await client.GetManifestAsync(Image("ecr.test/a:1"), default);

        Assert.That(first.Asked, Is.EqualTo(new[] { false, true }));
        Assert.That(second.Asked, Is.EqualTo(new[] { false, true }));
        Assert.That(handler.Calls.Select(call => UserOf(call.Authorization)), Is.EqualTo(new[] { "", "me:old", "AWS:stale", "AWS:fresh" }));
        Assert.That(bench.Notes, Is.EqualTo(new[] { "ecr.test: the credential of mesh.yaml is refused" }));

        await client.GetManifestAsync(Image("ecr.test/b:1"), default);
        Assert.That(UserOf(handler.Calls.Last().Authorization), Is.EqualTo("AWS:fresh"));
        Assert.That(handler.Calls, Has.Count.EqualTo(5), "what the registry does not know is not shown again");
    }

    [Test]
    public async Task An_expired_ECR_token_is_renewed_though_the_answer_is_403()
    {
        var source = new FakeSource("AWS credentials", new RegistryCredential("AWS", "expired"), new RegistryCredential("AWS", "fresh"));
        var handler = new ScriptedRegistry(call => UserOf(call.Authorization) switch
        {
            "" => Challenge("Basic realm=\"https://ecr.test/\",service=\"ecr.amazonaws.com\""),
            "AWS:expired" => Error(403, "DENIED", "Your authorization token has expired. Reauthenticate and try again."),
            _ => Manifest(ImageBody()),
        });
        using var client = bench.Client(handler, source);

        await client.GetManifestAsync(Image("ecr.test/a:1"), default);

        Assert.That(source.Asked, Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public async Task When_nothing_helps_every_source_is_named()
    {
        using var client = bench.Client(Basic("nobody", "knows"), new FakeSource("mesh.yaml", new RegistryCredential("me", "pass")), new FakeSource("config.json", (RegistryCredential?)null), new FakeSource("AWS credentials", new RegistryCredential("AWS", "pass")));

        for (var i = 0; i < 2; i++)
        {
            var failure = await FailureAsync(() => client.GetManifestAsync(Image("ecr.test/a:1"), default));
            Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.Forbidden, RegistryFault.Refused)));
            Assert.That(failure.Reason, Does.StartWith("ecr.test refuses the manifest of ecr.test/a:1 (401 UNAUTHORIZED: authentication required)").And.EndsWith("tried mesh.yaml, AWS credentials, anonymous"));
        }
    }

    [Test]
    public async Task Without_any_credential_it_says_so_and_for_Docker_Hub_that_the_repository_may_not_be_there()
    {
        var handler = Registry(Challenge("""Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:istio/pilott:pull" """), "/token", _ => Text(200, """{"token":"t"}"""), accepts: false);
        using var client = bench.Client(handler);

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("istio/pilott:1"), default));

        Assert.That(failure.Reason, Does.EndWith("tried anonymous"));
        Assert.That(failure.Remedy, Does.Contain("repositories that do not exist"));
        Assert.That(handler.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task A_user_without_the_right_does_not_keep_anybody_from_a_public_image()
    {
        var handler = Registry(Challenge(Hub), "/token", call => call.Authorization is null ? Text(200, """{"token":"anybody"}""") : Error(401, "UNAUTHORIZED", "incorrect username or password"));
        using var client = bench.Client(handler, new FakeSource("~/.docker/config.json", new RegistryCredential("me", "old")));

        await client.GetManifestAsync(Image("hub.test/a:1"), default);

        Assert.That(bench.Notes, Is.EqualTo(new[] { "hub.test: the credential of ~/.docker/config.json is refused" }), "what works without it may be the wrong thing");
    }

    [Test]
    public async Task Many_refusals_do_not_renew_as_many_credentials()
    {
        var source = new FakeSource("AWS credentials", new RegistryCredential("AWS", "1"), new RegistryCredential("AWS", "2"), new RegistryCredential("AWS", "3"));
        var handler = new ScriptedRegistry(call => call.Authorization is null ? Challenge("Basic realm=x") : Error(403, "DENIED", "not authorized to perform ecr:BatchGetImage"));
        using var client = bench.Client(handler, source);

        for (var i = 0; i < 10; i++)
        {
            Assert.That((await FailureAsync(() => client.GetManifestAsync(Image($"ecr.test/r{i}:1"), default))).ExitCode, Is.EqualTo(ExitCode.Forbidden));
        }

        Assert.That(source.Asked, Is.EqualTo(new[] { false, true }));
    }

    [Test]
    public async Task A_token_that_is_revoked_before_its_time_is_asked_for_again()
    {
        var issued = 0;
        var handler = new ScriptedRegistry(call => call.Path == "/token" ? Text(200, $$"""{"token":"t{{++issued}}"}""")
            : call.Authorization == (call.Path.Contains("/2") ? "Bearer t2" : "Bearer t1") ? Manifest(ImageBody()) : Challenge(Hub));
        using var client = bench.Client(handler);

        await client.GetManifestAsync(Image("hub.test/a:1"), default);
        await client.GetManifestAsync(Image("hub.test/a:2"), default);

        Assert.That(issued, Is.EqualTo(2));
    }

    [TestCase("""Bearer realm="http://auth.test/token" """, "to which a credential would go without TLS")]
    [TestCase("""Bearer realm="ftp://auth.test/token" """, "does not say where to get one")]
    [TestCase("""Bearer realm="/token" """, "does not say where to get one")]
    [TestCase("Bearer", "does not say where to get one")]
    public async Task A_realm_that_is_none_gets_no_credential(string challenge, string words)
    {
        var handler = new ScriptedRegistry(_ => Challenge(challenge));
        using var client = bench.Client(handler, new FakeSource("mesh.yaml", new RegistryCredential("me", "pass")));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("hub.test/a:1"), default));

        Assert.That(failure.Reason, Does.Contain(words));
        Assert.That(handler.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Where_plain_HTTP_is_configured_the_realm_may_be_too()
    {
        var handler = Registry(Challenge("""Bearer realm="http://localhost:5001/token" """), "/token", _ => Text(200, """{"token":"t"}"""));
        using var client = bench.Client(handler, [new RegistryOptions { Host = "localhost:5000", PlainHttp = true }]);

        await client.GetManifestAsync(Image("localhost:5000/a:1"), default);

        Assert.That(handler.Asked.First(), Is.EqualTo("GET http://localhost:5000/v2/a/manifests/1"));
        Assert.That(handler.Calls.Last().Authorization, Is.EqualTo("Bearer t"));
    }

    [TestCase("{}", "neither token nor access_token")]
    [TestCase("[]", "no JSON object")]
    [TestCase("<html>", "no JSON object")]
    [TestCase("""{"token":""}""", "neither token nor access_token")]
    [TestCase("""{"token":"a\r\nX-Evil: 1"}""", "characters that no token may have")]
    [TestCase("""{"token":"a","token":"b"}""", "no JSON object")]
    public async Task A_token_answer_that_is_none_is_said(string body, string words)
    {
        using var client = bench.Client(Bearer(_ => Text(200, body)));

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("hub.test/a:1"), default));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Contain("a token for the manifest of hub.test/a:1").And.Contain(words));
    }

    [Test]
    public async Task A_token_answer_without_end_is_not_read()
    {
        using var client = bench.Client(Bearer(_ => Text(200, new string(' ', 1024 * 1024 + 1))));

        Assert.That((await FailureAsync(() => client.GetManifestAsync(Image("hub.test/a:1"), default))).Reason, Does.Contain("larger than 1 MB"));
    }

    [Test]
    public async Task A_registry_that_never_stops_asking_is_not_asked_for_ever()
    {
        var asked = 0;
        var handler = new ScriptedRegistry(call => call.Path == "/token" ? Text(200, """{"token":"t"}""") : Challenge($"""Bearer realm="https://auth.test/token",service="s{++asked}" """));
        using var client = bench.Client(handler);

        Assert.That((await FailureAsync(() => client.GetManifestAsync(Image("hub.test/a:1"), default))).ExitCode, Is.EqualTo(ExitCode.Forbidden));
        Assert.That(asked, Is.LessThan(8));
    }

    private static int Tokens(ScriptedRegistry handler) => handler.Calls.Count(call => call.Path == "/token");

    private static string UserOf(string? basic) => basic is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(basic["Basic ".Length..]));

    private static ScriptedRegistry Bearer(Func<Call, HttpResponseMessage> token) => Registry(null, "/token", token);

    private static ScriptedRegistry Registry(HttpResponseMessage? challenge, string realm, Func<Call, HttpResponseMessage> token, bool accepts = true)
    {
        var wanted = challenge?.Headers.GetValues("WWW-Authenticate").ToArray() ?? [Hub];
        return new ScriptedRegistry(call => call.Path == realm ? token(call) : accepts && call.Authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true ? Manifest(ImageBody()) : Challenge(wanted));
    }

    private static ScriptedRegistry Basic(string user, string password) => new(call => UserOf(call.Authorization) == $"{user}:{password}" ? Manifest(ImageBody()) : Challenge("Basic realm=\"https://ecr.test/\",service=\"ecr.amazonaws.com\""));
}
