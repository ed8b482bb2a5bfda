using Mesh.Core.Findings;
using Mesh.Core.Tests.Journal;

namespace Mesh.Core.Tests.Registries.Ecr;

public sealed class EcrCredentialsTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task A_thousand_images_ask_for_one_password_per_registry()
    {
        await using var desk = await Desk.AnsweringAsync((200, Desk.Token("password")));

        var found = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => desk.Credentials.FindAsync(Desk.Registry, renew: false, default)));

        Assert.That(found.Select(credential => credential!.Secret), Is.All.EqualTo("password"));
        Assert.That(desk.Server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_password_is_kept_until_shortly_before_it_expires()
    {
        await using var desk = await Desk.AnsweringAsync((200, Desk.Token("first", Start.AddHours(12))), (200, Desk.Token("second", Start.AddHours(24))));

        var first = await desk.Credentials.FindAsync(Desk.Registry, renew: false, default);
        desk.Time.Advance(TimeSpan.FromHours(11.7));
        var kept = await desk.Credentials.FindAsync(Desk.Registry, renew: false, default);
        desk.Time.Advance(TimeSpan.FromHours(0.1));
        var next = await desk.Credentials.FindAsync(Desk.Registry, renew: false, default);

        Assert.That(new[] { first?.Secret, kept?.Secret, next?.Secret }, Is.EqualTo(new[] { "first", "first", "second" }));
    }

    [Test]
    public async Task A_password_that_was_refused_is_got_anew()
    {
        await using var desk = await Desk.AnsweringAsync((200, Desk.Token("first")), (200, Desk.Token("second")));

        await desk.Credentials.FindAsync(Desk.Registry, renew: false, default);
        var renewed = await desk.Credentials.FindAsync(Desk.Registry, renew: true, default);

        Assert.That((renewed?.Username, renewed?.Secret), Is.EqualTo(("AWS", "second")));
    }

    [Test]
    public async Task A_password_that_has_expired_already_is_not_got_for_each_image()
    {
        await using var desk = await Desk.AnsweringAsync((200, Desk.Token("stale", Start.AddHours(-1))));

        await desk.Credentials.FindAsync(Desk.Registry, renew: false, default);
        await desk.Credentials.FindAsync(Desk.Registry, renew: false, default);

        Assert.That(desk.Server.Calls, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Without_AWS_credentials_there_is_none_and_nothing_is_sent()
    {
        await using var desk = await Desk.WithAsync((_, _) => Task.CompletedTask, aws: null);

        Assert.That(await desk.Credentials.FindAsync(Desk.Registry, renew: false, default), Is.Null);
        Assert.That(await desk.Credentials.FindAsync(Desk.Registry, renew: false, default), Is.Null);
        Assert.That((desk.Server.Calls.Count, desk.Aws.Asked), Is.EqualTo((0, 1)));
    }

    [TestCase("docker.io")]
    [TestCase("localhost:5000")]
    [TestCase("123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil.example")]
    public async Task For_other_registries_AWS_is_not_even_asked(string registry)
    {
        await using var desk = await Desk.AnsweringAsync((200, Desk.Token("password")));

        Assert.That(await desk.Credentials.FindAsync(registry, renew: false, default), Is.Null);
        Assert.That(desk.Aws.Asked, Is.Zero);
    }

    [Test]
    public async Task A_refusal_of_a_private_registry_is_an_error()
    {
        await using var desk = await Desk.AnsweringAsync((400, Desk.Error("AccessDeniedException")));
        Assert.That(() => desk.Credentials.FindAsync(Desk.Registry, renew: false, default), Fails.With(ExitCode.Forbidden, "ecr:GetAuthorizationToken"));
    }

    [Test]
    public async Task ECR_Public_is_read_anonymously_where_no_AWS_is_configured()
    {
        await using var desk = await Desk.AnsweringAsync((200, Desk.Token("password")));

        Assert.That(await desk.Credentials.FindAsync("public.ecr.aws", renew: false, default), Is.Null);
        Assert.That((desk.Server.Calls.Count, desk.Aws.Asked), Is.EqualTo((0, 0)));
    }

    [TestCase("AWS_ACCESS_KEY_ID")]
    [TestCase("AWS_PROFILE")]
    [TestCase("AWS_WEB_IDENTITY_TOKEN_FILE")]
    [TestCase("AWS_CONTAINER_CREDENTIALS_FULL_URI")]
    public async Task ECR_Public_gets_a_password_where_AWS_is_configured(string variable)
    {
        await using var desk = await Desk.AnsweringAsync((200, Desk.Token("password")));
        desk.Variables[variable] = "something";

        Assert.That((await desk.Credentials.FindAsync("public.ecr.aws", renew: false, default))?.Secret, Is.EqualTo("password"));
    }

    [Test]
    public async Task An_AWS_file_is_configuration_too()
    {
        await using var desk = await Desk.AnsweringAsync((200, Desk.Token("password")));
        desk.Variables["AWS_CONFIG_FILE"] = typeof(EcrCredentialsTests).Assembly.Location;

        Assert.That((await desk.Credentials.FindAsync("public.ecr.aws", renew: false, default))?.Secret, Is.EqualTo("password"));
    }

    [Test]
    public async Task A_role_without_the_right_to_ECR_Public_reads_it_anonymously_and_says_so()
    {
        var heard = new HeardEvents();
        await using var desk = await Desk.AnsweringAsync((400, Desk.Error("AccessDeniedException", "no sts:GetServiceBearerToken")));
        desk.Variables["AWS_PROFILE"] = "ci";
        desk.Journal.Listen(heard);

        Assert.That(await desk.Credentials.FindAsync("public.ecr.aws", renew: false, default), Is.Null);
        Assert.That(await desk.Credentials.FindAsync("public.ecr.aws", renew: false, default), Is.Null);
        Assert.That(heard.Lines, Has.Exactly(1).Contains("public.ecr.aws is read anonymously"));
    }
}
