using Mesh.Core.Configuration;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Tests.Registries.Credentials;

public sealed class CredentialSourcesTests
{
    [Test]
    public void Mesh_yaml_comes_before_Docker_and_Docker_before_AWS_and_nothing_is_read_before_it_is_asked_for()
    {
        using var keyring = new Keyring();
        File.WriteAllText(keyring.ConfigPath, "malformed");

        var sources = CredentialSources.Of([new RegistryOptions { Host = "r:1", Username = "me", PasswordFromEnv = "ABSENT" }], keyring.Home, keyring.Surroundings, new Helper(""), keyring.Journal, keyring.Time);

        Assert.That(sources.Select(source => source.Name), Is.EqualTo(new[] { "mesh.yaml", "~/.docker/config.json", "AWS credentials" }));
    }

    [Test]
    public async Task A_registry_that_nobody_knows_has_no_credential_anywhere()
    {
        using var keyring = new Keyring();
        foreach (var source in CredentialSources.Of([], keyring.Home, keyring.Surroundings, new Helper(""), keyring.Journal, keyring.Time))
        {
            Assert.That(await source.FindAsync("ghcr.io", renew: false, default), Is.Null, source.Name);
        }
    }

    [Test]
    public void A_credential_never_shows_its_secret() => Assert.That($"{new RegistryCredential("me", "hunter2")}", Is.EqualTo("user me"));
}
