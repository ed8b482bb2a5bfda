using System.Runtime.Versioning;
using Mesh.Integration.Environment;
using Mesh.Integration.Registries.Fixtures;

namespace Mesh.Integration.Registries;

/// <summary>ECR: the name of a registry is enough, the credential comes from AWS, and a repository is made only where that is allowed.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EcrTests : IDisposable
{
    private readonly ImageDesk desk = new();

    [Test]
    public async Task Many_images_of_ECR_are_checked_with_one_token()
    {
        await using var ecr = await OpenAsync();
        using var pusher = new ImagePusher(ecr.Registry);
        for (var image = 0; image < 20; image++)
        {
            await pusher.PushIndexAsync($"team/app{image % 4}", $"{image}", "linux/amd64", "linux/arm64");
        }

        desk.Configure($$"""
            images: { check: [{{string.Join(", ", Enumerable.Range(0, 20).Select(image => $"{EcrApiDouble.RegistryHost}/team/app{image % 4}:{image}"))}}], platforms: [linux/arm64] }
            {{Registries(ecr)}}
            """);

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(desk.Matrix.Values.Select(row => row.State("linux/arm64")), Is.All.EqualTo("exists").And.Exactly(20).Items);
        Assert.That(ecr.Api.Calls.Count(call => call == "GetAuthorizationToken"), Is.EqualTo(1));
        Assert.That(outcome + desk.Report.ToJsonString(), Does.Not.Contain(ecr.Registry.Password).And.Not.Contain(EcrApiDouble.SecretAccessKey));
    }

    [TestCase("AWS_SECRET_ACCESS_KEY", "another/secret000000000000000000000000000", "InvalidSignatureException")]
    [TestCase("AWS_ACCESS_KEY_ID", "AKIASOMEBODYELSE0000", "UnrecognizedClientException")]
    public async Task A_key_that_AWS_does_not_take_gives_77_and_says_what_AWS_said(string variable, string value, string reason)
    {
        await using var ecr = await OpenAsync();
        desk.Set(variable, value);
        desk.Configure($$"""
            images: { check: [{{EcrApiDouble.RegistryHost}}/team/app:1], platforms: [linux/arm64] }
            {{Registries(ecr)}}
            """);

        var outcome = await desk.RunAsync("Mesh.CheckImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(77), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain(reason));
        Assert.That(ecr.Api.Calls, Is.Empty);
    }

    [Test]
    public async Task A_mirror_makes_the_repository_where_that_is_allowed()
    {
        await using var ecr = await OpenAsync();
        var index = await ConfigureMirrorAsync(ecr, "createRepositories: true");

        var dry = await desk.RunAsync("Mesh.MirrorImages", "--dry-run");
        Assert.That(dry.ExitCode, Is.Zero, dry.ToString());
        Assert.That(ecr.Api.Repositories, Is.Empty, "a dry run makes nothing");

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(ecr.Api.Repositories, Is.EqualTo(new[] { $"mirror/{index.Repository}" }));
        Assert.That(await Skopeo.DigestAsync(ecr.Registry, $"mirror/{index.Repository}:1"), Is.EqualTo(index.Digest));
        Assert.That(ecr.Api.Calls.Count(call => call == "CreateRepository"), Is.EqualTo(1));
    }

    [Test]
    public async Task A_mirror_says_which_repository_is_missing_where_it_may_not_make_it()
    {
        await using var ecr = await OpenAsync();
        var index = await ConfigureMirrorAsync(ecr, "createRepositories: false");

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(73), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain($"mirror/{index.Repository}").And.Contain("createRepositories"));
        Assert.That(ecr.Api.Calls, Does.Not.Contain("CreateRepository"));
        Assert.That(ecr.Door.Requests.Where(seen => seen.IsUpload), Is.Empty, "nothing is sent in vain");
    }

    public void Dispose() => desk.Dispose();

    private async Task<Ecr> OpenAsync()
    {
        var ecr = await Ecr.RequireAsync();
        desk.Set("AWS_ACCESS_KEY_ID", EcrApiDouble.AccessKeyId);
        desk.Set("AWS_SECRET_ACCESS_KEY", EcrApiDouble.SecretAccessKey);
        desk.Set("AWS_ENDPOINT_URL_ECR", ecr.Api.Address.ToString());
        return ecr;
    }

    private async Task<Pushed> ConfigureMirrorAsync(Ecr ecr, string creation)
    {
        var source = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(source);
        var index = await pusher.PushIndexAsync($"hub/{Guid.NewGuid():N}", "1", "linux/amd64", "linux/arm64");
        desk.Configure($$"""
            images: { mirror: { to: {{EcrApiDouble.RegistryHost}}/mirror, images: ['{{source.Host}}/{{index.Repository}}:1'], {{creation}} } }
            {{Registries(ecr, $"{{ host: '{source.Host}', plainHttp: true }}")}}
            """);
        return index;
    }

    private static string Registries(Ecr ecr, params string[] others) =>
        $"registries: [{string.Join(", ", [$"{{ host: {EcrApiDouble.RegistryHost}, endpoint: '{ecr.Door.Host}', plainHttp: true }}", .. others])}]";
}
