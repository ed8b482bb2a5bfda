using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Findings;
using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Tests.Registries.Credentials;

public sealed class DockerConfigTests
{
    private static readonly byte[] Whole = """{"auths":{"r:1":{"auth":"bWU6c2VjcmV0"}},"credHelpers":{"x":"y"},"credsStore":""}"""u8.ToArray();

    // Bytes that matter to JSON, and some that are none of its.
    private static readonly Arbitrary<byte[]> Noise = Gen.Elements([.. "\"{}[]:,r1x5 \n\0"u8, (byte)0xFF]).ArrayOf().ToArbitrary();

    [TestCase("https://index.docker.io/v1/", "docker.io")]
    [TestCase("index.docker.io", "docker.io")]
    [TestCase("docker.io", "docker.io")]
    [TestCase("https://registry-1.docker.io", "docker.io")]
    [TestCase("https://host.example/v1/", "host.example")]
    [TestCase("http://host.example/v2/", "host.example")]
    [TestCase("host.example", "host.example")]
    [TestCase("HOST.example/team", "host.example")]
    [TestCase("host.example:5000", "host.example:5000")]
    public async Task A_key_of_auths_names_its_registry_however_Docker_writes_it(string key, string registry)
    {
        using var keyring = new Keyring();
        var source = keyring.Docker(Keyring.Auths((key, Keyring.Login("me:pass:word"))));

        Assert.That(await source.FindAsync(registry, renew: false, default), Is.EqualTo(new RegistryCredential("me", "pass:word")));
        Assert.That(await source.FindAsync("host.example:1", renew: false, default), Is.Null);
        Assert.That(keyring.Secrets.Mask("pass:word"), Is.EqualTo("***"));
    }

    [TestCase("""{"username":"me","password":"secret"}""", "me", "secret", false)]
    [TestCase("""{"auth":"bWU6c2VjcmV0AAA=","email":"x"}""", "me", "secret", false)]
    [TestCase("""{"auth":"bWU6c2VjcmV0","identitytoken":"refresh-me"}""", "<token>", "refresh-me", true)]
    public async Task An_entry_holds_a_password_or_an_identity_token(string entry, string user, string secret, bool isToken)
    {
        using var keyring = new Keyring();

        var found = await keyring.Docker(Keyring.Auths(("r:1", entry))).FindAsync("r:1", renew: false, default);

        Assert.That(found, Is.EqualTo(new RegistryCredential(user, secret, isToken)));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" \n")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("""{"auths":null,"credHelpers":null,"credsStore":""}""")]
    [TestCase("""{"auths":{"r:1":{}}}""")]
    [TestCase("""{"auths":{"r:1":null}}""")]
    [TestCase("""{"auths":{"r:1":{"auth":""}}}""")]
    [TestCase("""{"auths":{"r:1":{"auth":"bWU6"}}}""")]
    [TestCase("""{"auths":{"r:1":{"username":"me"}}}""")]
    public async Task What_holds_no_credential_gives_none(string? config)
    {
        using var keyring = new Keyring();
        Assert.That(await keyring.Docker(config).FindAsync("r:1", renew: false, default), Is.Null);
    }

    [TestCase("{\n\"auths\": [\n", 3)]
    [TestCase("[]", 1)]
    [TestCase("{\n\n\"auths\": []}", 3)]
    [TestCase("{\"auths\":\n{\"r:1\": 5}}", 2)]
    [TestCase("{\"auths\":{\"other\":{\"auth\":\"x\"},\n\"r:1\":\n{\"auth\": 5}}}", 3)]
    [TestCase("{\"auths\":{\"r:1\":{\n\"auth\": \"!!!\"}}}", 2)]
    [TestCase("{\"auths\":{\"r:1\":{\n\n\"auth\": \"bm9jb2xvbg==\"}}}", 3)]
    [TestCase("{\"auths\":{\"r:1\":{\n\n\"auth\": \"/zr/\"}}}", 3)]
    [TestCase("{\n\"credHelpers\":\n{\"r:1\":\n5}}", 3)]
    [TestCase("{\n\"credHelpers\": \"x\"}", 2)]
    [TestCase("{\n\"credsStore\": {}}", 2)]
    [TestCase("{\n\"credsStore\": \"../../tmp/evil\"}", 2)]
    [TestCase("{\n\"auths\":{\"r:1\":{\n\"auth\":\"\\ud800\"}}}", 3)]
    public void A_malformed_file_is_refused_with_its_line(string config, int line)
    {
        using var keyring = new Keyring();
        Assert.That(() => keyring.Docker(config).FindAsync("r:1", renew: false, default), Fails.With(ExitCode.MalformedInput, $"config.json:{line}: "));
    }

    [Test]
    public void A_member_that_stands_there_twice_is_refused_since_nobody_knows_which_is_meant()
    {
        using var keyring = new Keyring();
        Assert.That(() => keyring.Docker("""{"auths":{},"auths":{}}""").FindAsync("r:1", renew: false, default), Fails.With(ExitCode.MalformedInput, "twice"));
    }

    [Test]
    public void A_malformed_secret_is_not_quoted()
    {
        using var keyring = new Keyring();
        var source = keyring.Docker("""{"auths":{"r:1":{"auth":"hunter2-no-base64"}}}""");
        Assert.That(() => source.FindAsync("r:1", renew: false, default), Throws.InstanceOf<MeshException>().With.Message.Not.Contains("hunter2"));
    }

    [Test]
    public void A_huge_file_is_refused()
    {
        using var keyring = new Keyring();
        Assert.That(() => keyring.Docker($"{{{new string(' ', 4 * 1024 * 1024)}}}").FindAsync("r:1", renew: false, default), Fails.With(ExitCode.MalformedInput, "larger than 4 MiB"));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_an_error_and_not_anonymity()
    {
        using var keyring = new Keyring();
        Directory.CreateDirectory(keyring.ConfigPath);
        Assert.That(() => keyring.Docker(null).FindAsync("r:1", renew: false, default), Fails.With(ExitCode.InputOutput, "cannot be read"));
    }

    [Test]
    public async Task DOCKER_CONFIG_names_another_folder()
    {
        using var keyring = new Keyring();
        keyring.Docker("""{"auths":{"r:1":{"auth":"bWU6c2VjcmV0"}}}""");
        var other = Directory.CreateDirectory(Path.Combine(keyring.Home, "other")).FullName;
        await File.WriteAllTextAsync(Path.Combine(other, "config.json"), """{"auths":{"r:1":{"auth":"eW91OnNlY3JldA=="}}}""");
        keyring.Variables["DOCKER_CONFIG"] = "other";
        var source = keyring.Docker(null);

        Assert.That((await source.FindAsync("r:1", renew: false, default))?.Username, Is.EqualTo("you"));
        Assert.That(source.Name, Is.EqualTo(Path.Combine(other, "config.json")));
    }

    [Test]
    public async Task Without_a_home_folder_no_file_of_the_working_directory_is_taken_for_the_users_own()
    {
        using var keyring = new Keyring();
        keyring.Docker("""{"auths":{"r:1":{"auth":"bWU6c2VjcmV0"}}}""");
        var source = new DockerConfigCredentials(keyring.Home, keyring.Surroundings with { Home = "" }, new Helper(""), keyring.Secrets, keyring.Time);

        Assert.That(await source.FindAsync("r:1", renew: false, default), Is.Null);
    }

    [Test]
    public async Task The_exact_key_and_the_password_come_before_other_spellings_and_session_tokens()
    {
        using var keyring = new Keyring();
        var source = keyring.Docker(Keyring.Auths(
            ("https://index.docker.io/v1/access-token", Keyring.Login("access:token")),
            ("https://index.docker.io/v1/", Keyring.Login("me:first")),
            ("https://r:1/v2/", Keyring.Login("me:second")),
            ("r:1", Keyring.Login("me:third"))));

        Assert.That((await source.FindAsync("docker.io", renew: false, default))?.Secret, Is.EqualTo("first"));
        Assert.That((await source.FindAsync("r:1", renew: false, default))?.Secret, Is.EqualTo("third"));
    }

    [Test]
    public async Task A_byte_order_mark_does_no_harm()
    {
        using var keyring = new Keyring();
        Assert.That((await keyring.Docker("\uFEFF{\"auths\":{\"r:1\":{\"auth\":\"bWU6c2VjcmV0\"}}}").FindAsync("r:1", renew: false, default))?.Secret, Is.EqualTo("secret"));
    }

    [FsCheck.NUnit.Property(MaxTest = 200)]
    public Property Whatever_the_file_holds_there_is_an_answer_or_one_clear_error() => Prop.ForAll(Noise, Gen.Choose(0, Whole.Length).ToArbitrary(), (noise, at) =>
    {
        using var keyring = new Keyring();
        File.WriteAllBytes(keyring.ConfigPath, [.. Whole[..at], .. noise, .. Whole[at..]]);
        try
        {
            return keyring.Docker(null, new Helper("", 1, "credentials not found in native keychain")).FindAsync("r:1", renew: false, default).GetAwaiter().GetResult() is null or { Secret.Length: > 0 };
        }
        catch (MeshException)
        {
            return true;
        }
    });
}
