using Mesh.Core.Findings;
using Mesh.Core.Registries.Ecr;
using Mesh.Core.Tests.Kubernetes;

namespace Mesh.Core.Tests.Registries.Ecr;

public sealed class AwsAuthoritiesTests
{
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-bundle-").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task AWS_CA_BUNDLE_says_whom_to_trust()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue("127.0.0.1");
        await using var desk = await Desk.WithAsync((context, _) => LoopbackServer.WriteAsync(context, 200, Desk.Token("password")), certificate);
        desk.Variables["AWS_CA_BUNDLE"] = Write(authority.Pem);

        Assert.That((await desk.Api.AuthorizeAsync(Desk.Host(), default))!.Credential.Secret, Is.EqualTo("password"));
    }

    [Test]
    public async Task An_API_whose_certificate_is_not_trusted_ends_with_69_at_once()
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority("a stranger");
        using var certificate = stranger.Issue("127.0.0.1");
        await using var desk = await Desk.WithAsync((context, _) => LoopbackServer.WriteAsync(context, 200, Desk.Token("password")), certificate);
        desk.Variables["AWS_CA_BUNDLE"] = Write(authority.Pem);

        Assert.That(() => desk.Api.AuthorizeAsync(Desk.Host(), default), Fails.With(ExitCode.Unavailable, "AWS_CA_BUNDLE"));
        Assert.That(desk.Time.Skipped, Is.Empty, "no second attempt");
    }

    [TestCase("")]
    [TestCase("no certificate at all")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    public void A_bundle_without_certificates_is_refused(string content) => Assert.That(() => AwsAuthorities.Read(Write(content)), Fails.With(ExitCode.MalformedInput, "no certificates"));

    [Test]
    public void A_bundle_that_is_not_there_is_refused() => Assert.That(() => AwsAuthorities.Read(Path.Combine(folder, "absent.pem")), Fails.With(ExitCode.NoInput, "absent.pem"));

    [Test]
    public void A_bundle_that_cannot_be_read_is_refused() => Assert.That(() => AwsAuthorities.Read(folder), Fails.With(ExitCode.InputOutput, "cannot be read"));

    [TestCase(null)]
    [TestCase(" ")]
    public void Without_a_bundle_the_machine_decides(string? path) => Assert.That(AwsAuthorities.Read(path), Is.Null);

    private string Write(string content)
    {
        var path = Path.Combine(folder, "bundle.pem");
        File.WriteAllText(path, content);
        return path;
    }
}
