using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Tests.Registries.Credentials;

public sealed class ConfiguredCredentialsTests
{
    [TestCase("localhost:5000", "localhost:5000")]
    [TestCase("docker.io", "docker.io")]
    [TestCase("index.docker.io", "docker.io")]
    [TestCase("registry-1.docker.io", "docker.io")]
    [TestCase("Registry.Example.COM", "registry.example.com")]
    public async Task An_entry_is_for_the_registry_of_its_host(string host, string registry)
    {
        using var keyring = new Keyring { Variables = { ["SECRET"] = "pass:word" } };
        var source = keyring.Configured(new RegistryOptions { Host = host, Username = "me", PasswordFromEnv = "SECRET" });

        Assert.That(await source.FindAsync(registry, renew: false, default), Is.EqualTo(new RegistryCredential("me", "pass:word")));
        Assert.That(await source.FindAsync("elsewhere:5000", renew: false, default), Is.Null);
    }

    [Test]
    public async Task The_password_is_masked_in_each_form()
    {
        using var keyring = new Keyring { Variables = { ["SECRET"] = "pass:word" } };

        await keyring.Configured(new RegistryOptions { Host = "r:1", Username = "me", PasswordFromEnv = "SECRET" }).FindAsync("r:1", renew: false, default);

        Assert.That(keyring.Secrets.Mask($"pass:word {Keyring.Base64("pass:word")} {Keyring.Base64("me:pass:word")}"), Is.EqualTo("*** *** ***"));
    }

    [Test]
    public async Task An_entry_that_only_says_plain_HTTP_has_no_credential_and_does_not_hide_one_that_has()
    {
        using var keyring = new Keyring { Variables = { ["SECRET"] = "password" } };
        var source = keyring.Configured(
            new RegistryOptions { Host = "index.docker.io", PlainHttp = true }, new RegistryOptions { Host = "docker.io", Username = "me", PasswordFromEnv = "SECRET" }, new RegistryOptions { Host = "r:1", PlainHttp = true });

        Assert.That((await source.FindAsync("docker.io", renew: false, default))?.Username, Is.EqualTo("me"));
        Assert.That(await source.FindAsync("r:1", renew: false, default), Is.Null);
    }

    [Test]
    public async Task A_password_is_read_once_and_anew_on_renewal()
    {
        using var keyring = new Keyring();
        var file = Path.Combine(keyring.Home, "password");
        await File.WriteAllTextAsync(file, "first-one\n");
        var source = keyring.Configured(new RegistryOptions { Host = "r:1", Username = "me", PasswordFromFile = "password" });

        var first = await source.FindAsync("r:1", renew: false, default);
        await File.WriteAllTextAsync(file, "second-one\n");
        var kept = await source.FindAsync("r:1", renew: false, default);
        var renewed = await source.FindAsync("r:1", renew: true, default);

        Assert.That(new[] { first?.Secret, kept?.Secret, renewed?.Secret }, Is.EqualTo(new[] { "first-one", "first-one", "second-one" }));
    }

    [TestCase("me", null, "no password")]
    [TestCase(null, "SECRET", "no user")]
    [TestCase(" ", "SECRET", "no user")]
    [TestCase("me", "BLANK", "is empty")]
    [TestCase("me", "ABSENT", "not set")]
    public void Half_a_credential_is_an_error_of_the_configuration(string? user, string? variable, string why)
    {
        using var keyring = new Keyring { Variables = { ["SECRET"] = "password", ["BLANK"] = "  " } };
        var source = keyring.Configured(new RegistryOptions { Host = "r:1", Username = user, PasswordFromEnv = variable });

        Assert.That(() => source.FindAsync("r:1", renew: false, default), Fails.With(ExitCode.Configuration, why));
    }
}
