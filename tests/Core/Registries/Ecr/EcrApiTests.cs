using Mesh.Core.Findings;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Ecr;
using Mesh.Core.Tests.Kubernetes;
using Microsoft.AspNetCore.Http;

namespace Mesh.Core.Tests.Registries.Ecr;

public sealed class EcrApiTests
{
    [Test]
    public void The_tests_own_signing_key_is_the_one_of_the_specifications_example() =>
        Assert.That(Convert.ToHexStringLower(SignatureVersion4.Key(Desk.SecretKey, "20150830", "us-east-1", "iam")), Is.EqualTo("c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9"));

    [TestCase(Desk.Registry, "eu-west-1", "ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", "")]
    [TestCase(Desk.Registry, "eu-west-1", "ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", "/base/path")]
    [TestCase("123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov", "us-iso-east-1", "ecr", "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken", "")]
    [TestCase("public.ecr.aws", "us-east-1", "ecr-public", "SpencerFrontendService.GetAuthorizationToken", "/")]
    public async Task A_call_is_signed_for_the_host_it_goes_to(string registry, string region, string service, string target, string path)
    {
        var (authorization, expected, headers) = ("", "", "");
        await using var desk = await Desk.WithAsync((context, _) =>
        {
            authorization = $"{context.Request.Headers.Authorization}";
            expected = SignatureVersion4.Expected(context.Request, "{}", "AKIDEXAMPLE", Desk.SecretKey, region, service);
            headers = string.Join(' ', context.Request.Headers["X-Amz-Target"], context.Request.Headers["X-Amz-Security-Token"], context.Request.Headers["X-Amz-Date"], context.Request.Headers.Host);
            return LoopbackServer.WriteAsync(context, 200, Desk.Token("password"));
        });
        desk.Variables["AWS_ENDPOINT_URL_ECR"] = desk.Variables["AWS_ENDPOINT_URL_ECR_PUBLIC"] = $"{desk.Server.Address}{path}";

        await desk.Api.AuthorizeAsync(Desk.Host(registry), default);

        var call = desk.Server.Calls.Single();
        Assert.Multiple(() =>
        {
            Assert.That(authorization, Is.EqualTo(expected));
            Assert.That(authorization, Does.Contain("content-type;host;").And.Contains(";x-amz-security-token;x-amz-target,"));
            Assert.That(headers, Is.EqualTo($"{target} session-token 20261121T080000Z {new Uri(desk.Server.Address).Authority}"));
            Assert.That((call.Method, call.Body, call.ContentType), Is.EqualTo(("POST", "{}", "application/x-amz-json-1.1")));
        });
    }

    [Test]
    public async Task A_lasting_key_has_no_session_token()
    {
        var has = true;
        await using var desk = await Desk.WithAsync(
            (context, _) =>
            {
                has = context.Request.Headers.ContainsKey("X-Amz-Security-Token");
                return LoopbackServer.WriteAsync(context, 200, Desk.Token("password"));
            },
            new AwsCredential("AKIDEXAMPLE", Desk.SecretKey));

        await desk.Api.AuthorizeAsync(Desk.Host(), default);

        Assert.That(has, Is.False);
    }

    [Test]
    public async Task The_token_is_taken_apart_and_masked()
    {
        var expires = new DateTimeOffset(2026, 11, 21, 20, 0, 0, TimeSpan.Zero);
        await using var desk = await Desk.AnsweringAsync((200, Desk.Token("pass:word", expires)));

        var token = await desk.Api.AuthorizeAsync(Desk.Host(), default);

        Assert.That((token!.Credential.Username, token.Credential.Secret), Is.EqualTo(("AWS", "pass:word")));
        Assert.That(token.Expires, Is.EqualTo(expires).Within(TimeSpan.FromSeconds(1)));
        Assert.That(desk.Secrets.Mask($"pass:word {Desk.Encode("AWS:pass:word")}"), Is.EqualTo("*** ***"));
    }

    [Test]
    public async Task The_public_API_gives_an_object_instead_of_a_list()
    {
        await using var desk = await Desk.AnsweringAsync((200, $$$"""{"authorizationData":{"authorizationToken":"{{{Desk.Encode("AWS:public")}}}","expiresAt":1.8E9} }"""));

        var token = await desk.Api.AuthorizeAsync(Desk.Host("public.ecr.aws"), default);

        Assert.That((token!.Credential.Secret, token.Expires.Year), Is.EqualTo(("public", 2027)));
    }

    [TestCase("AccessDeniedException", 400, "Allow ecr:GetAuthorizationToken")]
    [TestCase("com.amazon.coral.service#AccessDeniedException", 400, "Allow ecr:GetAuthorizationToken")]
    [TestCase("UnrecognizedClientException", 400, "AWS_ACCESS_KEY_ID")]
    [TestCase("ExpiredTokenException", 400, "Renew the AWS session")]
    [TestCase("InvalidSignatureException", 400, "clock")]
    [TestCase("SomethingNewException", 403, "VPC endpoint policy")]
    public async Task A_refusal_ends_with_77_and_names_the_right_that_is_needed(string type, int status, string remedy)
    {
        await using var desk = await Desk.AnsweringAsync((status, Desk.Error(type)));

        var failure = await Assert.ThrowsAsync<MeshException>(() => desk.Api.AuthorizeAsync(Desk.Host(), default));

        Assert.That(failure!.ExitCode, Is.EqualTo(ExitCode.Forbidden));
        Assert.That(failure.Reason, Does.Contain("ecr:GetAuthorizationToken").And.Contains(Desk.Registry).And.Contains("what the service says"));
        Assert.That(failure.Remedy, Does.Contain(remedy).And.Contains("ecr:GetAuthorizationToken"));
        Assert.That((failure.InnerException as RegistryException)?.Fault, Is.EqualTo(RegistryFault.Refused));
        Assert.That(desk.Server.Calls, Has.Count.EqualTo(1), "is not tried again");
    }

    [Test]
    public async Task An_error_may_be_named_by_a_header_alone()
    {
        await using var desk = await Desk.WithAsync((context, _) =>
        {
            context.Response.Headers["x-amzn-ErrorType"] = "AccessDeniedException:http://internal.example/";
            return LoopbackServer.WriteAsync(context, 400, "");
        });

        Assert.That(() => desk.Api.AuthorizeAsync(Desk.Host(), default), Fails.With(ExitCode.Forbidden, "AccessDeniedException"));
    }

    [TestCase(500, "")]
    [TestCase(503, "busy")]
    [TestCase(429, "")]
    [TestCase(400, """{"__type":"ThrottlingException"}""")]
    public async Task What_passes_is_waited_for(int status, string body)
    {
        await using var desk = await Desk.AnsweringAsync((status, body), (status, body), (200, Desk.Token("password")));

        var token = await desk.Api.AuthorizeAsync(Desk.Host(), default);

        Assert.That(token!.Credential.Secret, Is.EqualTo("password"));
        Assert.That(desk.Time.Skipped, Has.Count.EqualTo(2));
    }

    [TestCase(503, "out", RegistryFault.Unreachable)]
    [TestCase(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""", RegistryFault.RateLimited)]
    public async Task What_does_not_pass_ends_with_69_after_a_few_attempts(int status, string body, RegistryFault fault)
    {
        await using var desk = await Desk.AnsweringAsync((status, body));

        var failure = await Assert.ThrowsAsync<MeshException>(() => desk.Api.AuthorizeAsync(Desk.Host(), default));

        Assert.That((failure!.ExitCode, ((RegistryException)failure.InnerException!).Fault), Is.EqualTo((ExitCode.Unavailable, fault)));
        Assert.That(desk.Server.Calls, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task An_API_that_is_not_there_ends_with_69()
    {
        var desk = await Desk.AnsweringAsync((200, ""));
        await desk.DisposeAsync();

        Assert.That(() => desk.Api.AuthorizeAsync(Desk.Host(), default), Fails.With(ExitCode.Unavailable, "refused"));
    }

    [Test]
    public async Task A_mute_API_is_given_up()
    {
        await using var desk = await Desk.WithAsync((context, _) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        var asked = desk.Api.AuthorizeAsync(Desk.Host(), default);

        // The limit is longer than what the clock jumps over by itself, and is set anew for each of four attempts.
        while (!asked.IsCompleted)
        {
            await Task.Yield();
            desk.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(async () => await asked, Fails.With(ExitCode.Unavailable, "no answer within 8 s"));
    }

    [TestCase("")]
    [TestCase("<html>login</html>")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("""{"authorizationData":[]}""")]
    [TestCase("""{"authorizationData":[{"authorizationToken":"!!"}]}""")]
    [TestCase("""{"authorizationData":[{"authorizationToken":"QVdT"}]}""")]
    [TestCase("""{"authorizationData":[{"authorizationToken":"QVdTOg=="}]}""")]
    [TestCase("""{"authorizationData":1,"authorizationData":2}""")]
    [TestCase("""{"authorizationData":[{"authorizationToken":"\ud800"}]}""")]
    public async Task An_answer_without_a_token_ends_with_65(string body)
    {
        await using var desk = await Desk.AnsweringAsync((200, body));
        Assert.That(() => desk.Api.AuthorizeAsync(Desk.Host(), default), Fails.With(ExitCode.MalformedInput, "nonsense"));
    }

    [Test]
    public async Task An_endless_answer_is_cut_off()
    {
        await using var desk = await Desk.WithAsync(async (context, _) =>
        {
            for (var part = 0; part < 40 && !context.RequestAborted.IsCancellationRequested; part++)
            {
                await context.Response.WriteAsync(new string(' ', 64 * 1024), context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        });

        Assert.That(() => desk.Api.AuthorizeAsync(Desk.Host(), default), Fails.With(ExitCode.MalformedInput, "larger than 1 MiB"));
    }

    [Test]
    public async Task A_redirect_is_not_followed()
    {
        await using var desk = await Desk.WithAsync((context, _) =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });

        Assert.That(() => desk.Api.AuthorizeAsync(Desk.Host(), default), Fails.With(ExitCode.MalformedInput, "status 302"));
        Assert.That(desk.Server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_run_can_be_stopped_while_it_waits()
    {
        using var stop = new CancellationTokenSource();
        await using var desk = await Desk.WithAsync(async (context, _) =>
        {
            await stop.CancelAsync();
            await LoopbackServer.WriteAsync(context, 503, "");
        });

        Assert.That(() => desk.Api.AuthorizeAsync(Desk.Host(), stop.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [TestCase(1e300)]
    [TestCase(-5)]
    [TestCase(double.MaxValue)]
    public async Task A_moment_that_no_calendar_has_is_taken_as_not_said(double expires)
    {
        await using var desk = await Desk.AnsweringAsync((200, $$$"""{"authorizationData":[{"authorizationToken":"{{{Desk.Encode("AWS:password")}}}","expiresAt":{{{System.Text.Json.JsonSerializer.Serialize(expires)}}} }]}"""));

        var token = await desk.Api.AuthorizeAsync(Desk.Host(), default);

        Assert.That(token!.Expires, Is.EqualTo(desk.Time.GetUtcNow().AddHours(1)));
    }
}
