using System.Runtime.Versioning;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Processes;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Tests.Registries.Credentials;

public sealed class CredentialHelperTests
{
    private const string Store = """{"credsStore":"vault"}""";

    [TestCase("docker.io", "https://index.docker.io/v1/")]
    [TestCase("host.example:5000", "host.example:5000")]
    public async Task A_helper_is_asked_for_the_registry_as_Docker_asks_it(string registry, string asked)
    {
        using var keyring = new Keyring();
        var helper = new Helper(Helper.Answer("me", "from-vault"));

        var found = await keyring.Docker(Store, helper).FindAsync(registry, renew: false, default);

        Assert.That(found, Is.EqualTo(new RegistryCredential("me", "from-vault")));
        Assert.That(keyring.Secrets.Mask("from-vault"), Is.EqualTo("***"));
        var run = helper.Runs.Single();
        Assert.That((run.Executable, run.Arguments, run.Input, run.Quiet, run.Timeout), Is.EqualTo(("docker-credential-vault", new[] { "get" }, asked, true, TimeSpan.FromSeconds(30))));
    }

    [TestCase("""{"credHelpers":{"r:1":"own"},"credsStore":"vault","auths":{"r:1":{"auth":"bWU6c2VjcmV0"}}}""", "docker-credential-own")]
    [TestCase("""{"credHelpers":{"r:2":"own"},"credsStore":"vault","auths":{"r:1":{"auth":"bWU6c2VjcmV0"}}}""", "docker-credential-vault")]
    [TestCase("""{"credHelpers":{"https://r:1":"own"},"credsStore":"vault"}""", "docker-credential-own")]
    public async Task The_helper_for_a_registry_comes_before_the_one_for_all_and_that_before_the_file(string config, string executable)
    {
        using var keyring = new Keyring();
        var helper = new Helper(Helper.Answer("me", "from-helper"));

        Assert.That((await keyring.Docker(config, helper).FindAsync("r:1", renew: false, default))?.Secret, Is.EqualTo("from-helper"));
        Assert.That(helper.Runs.Single().Executable, Is.EqualTo(executable));
    }

    [TestCase("credentials not found in native keychain\n", "")]
    [TestCase("", "Credentials not found in native keychain")]
    public async Task A_helper_that_has_nothing_leaves_it_to_the_file(string output, string error)
    {
        using var keyring = new Keyring();
        var helper = new Helper(output, 1, error);

        Assert.That(await keyring.Docker(Store, helper).FindAsync("r:1", renew: false, default), Is.Null);
        Assert.That((await keyring.Docker("""{"credsStore":"vault","auths":{"r:1":{"auth":"bWU6c2VjcmV0"}}}""", helper).FindAsync("r:1", renew: false, default))?.Secret, Is.EqualTo("secret"));
    }

    [Test]
    public async Task An_identity_token_is_told_by_its_user()
    {
        using var keyring = new Keyring();
        var found = await keyring.Docker(Store, new Helper(Helper.Answer("<token>", "refresh-me"))).FindAsync("r:1", renew: false, default);
        Assert.That(found, Is.EqualTo(new RegistryCredential("<token>", "refresh-me", IsIdentityToken: true)));
    }

    [TestCase("")]
    [TestCase("  ")]
    public async Task A_blank_secret_is_none(string secret)
    {
        using var keyring = new Keyring();
        Assert.That(await keyring.Docker(Store, new Helper(Helper.Answer("me", secret))).FindAsync("r:1", renew: false, default), Is.Null);
    }

    [TestCase(1, "", "the vault is\nlocked", "ended with 1: the vault is locked")]
    [TestCase(2, "no such vault", "", "ended with 2: no such vault")]
    [TestCase(137, "", "", "ended with 137 and printed nothing")]
    [TestCase(0, "", "", "its output is no JSON")]
    [TestCase(0, "hunter2", "", "its output is no JSON")]
    [TestCase(0, "[\"hunter2\"]", "", "no JSON object")]
    [TestCase(0, "{\"Secret\":\"hunter2\",\"Secret\":\"hunter2\"}", "", "its output is no JSON")]
    [TestCase(0, "{\"Secret\":\"hunter2\\ud800\"}", "", "its output is no JSON")]
    [TestCase(1, "{\"Secret\":\"hunter2\"}", "", "ended with 1")]
    public void Any_other_failure_names_the_helper_and_the_file_and_never_quotes_a_secret(int exitCode, string output, string error, string why)
    {
        using var keyring = new Keyring();
        var source = keyring.Docker(Store, new Helper(output, exitCode, error));

        Assert.That(
            () => source.FindAsync("r:1", renew: false, default),
            Fails.With(ExitCode.Configuration, why).And.Message.Contains("docker-credential-vault").And.Message.Contains("~/.docker/config.json").And.Message.Not.Contains("hunter2"));
    }

    [Test]
    public void A_helper_that_is_not_on_PATH_or_hangs_is_an_error_of_the_configuration()
    {
        using var keyring = new Keyring();
        var missing = new CommandRunner(keyring.Journal, TimeProvider.System);
        var hanging = new Helper(_ => throw new MeshException(ExitCode.TimeLimit, "docker-credential-vault get did not end within 30s", "Try again"));

        Assert.That(() => keyring.Docker("""{"credsStore":"mesh-test-absent"}""", missing).FindAsync("r:1", renew: false, default), Fails.With(ExitCode.Configuration, "docker-credential-mesh-test-absent is not on PATH"));
        Assert.That(() => keyring.Docker(Store, hanging).FindAsync("r:1", renew: false, default), Fails.With(ExitCode.Configuration, "did not end within 30s"));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "the helper is a shell script")]
    [UnsupportedOSPlatform("windows")]
    public async Task A_real_helper_reads_the_registry_and_is_recorded_without_a_secret()
    {
        using var keyring = new Keyring();
        var script = Path.Combine(keyring.Home, "docker-credential-mesh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nread -r host || :\nprintf '{\"ServerURL\":\"%s\",\"Username\":\"me\",\"Secret\":\"for-%s\"}' \"$host\" \"$host\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var runner = new OnPath(keyring.Home, new CommandRunner(keyring.Journal, TimeProvider.System));

        var found = await keyring.Docker("""{"credHelpers":{"r:1":"mesh"}}""", runner).FindAsync("r:1", renew: false, default);

        Assert.That(found?.Secret, Is.EqualTo("for-r:1"));
        Assert.That(keyring.Journal.ToolCalls.Single().Arguments, Is.EqualTo(new[] { "get" }));
    }

    [Test]
    public async Task A_thousand_images_run_a_helper_once_per_registry()
    {
        using var keyring = new Keyring();
        var open = new TaskCompletionSource();
        var helper = new Helper(command => (0, Helper.Answer("me", $"for-{command.Input}"), "")) { Until = open.Task };
        var source = keyring.Docker(Store, helper);

        var asked = Enumerable.Range(0, 1000).Select(number => source.FindAsync($"r:{number % 2}", renew: false, default)).ToList();
        open.SetResult();
        var found = await Task.WhenAll(asked);

        Assert.That(helper.Runs.Select(run => run.Input), Is.EquivalentTo(new[] { "r:0", "r:1" }));
        Assert.That(found.Select(credential => credential!.Secret), Is.EqualTo(Enumerable.Range(0, 1000).Select(number => $"for-r:{number % 2}")));
    }

    [Test]
    public async Task A_failing_helper_is_not_run_for_each_image_but_again_after_a_while()
    {
        using var keyring = new Keyring();
        var helper = new Helper("", 1, "locked");
        var source = keyring.Docker(Store, helper);

        for (var image = 0; image < 10; image++)
        {
            Assert.That(() => source.FindAsync("r:1", renew: false, default), Fails.With(ExitCode.Configuration, "locked"));
        }

        Assert.That(helper.Runs, Has.Count.EqualTo(1));
        keyring.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(async () => await source.FindAsync("r:1", renew: false, default), Fails.With(ExitCode.Configuration, "locked"));
        Assert.That(helper.Runs, Has.Count.EqualTo(2));
    }

    private sealed class OnPath(string folder, ICommandRunner inner) : ICommandRunner
    {
        public Task<CommandResult> RunAsync(Command command, CancellationToken cancellation) =>
            inner.RunAsync(command with { Environment = new Dictionary<string, string?> { ["PATH"] = $"{folder}:/usr/bin:/bin" } }, cancellation);
    }
}
