using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Tests.Configuration;

public sealed class SecretReferenceTests
{
    [TestCase("REGISTRY_PASSWORD", null, ExpectedResult = "of-variable")]
    [TestCase(null, "password.txt", ExpectedResult = "of-file ")]
    [TestCase(null, "windows.txt", ExpectedResult = "of-windows")]
    [TestCase(null, null, ExpectedResult = null)]
    public string? A_secret_is_read_where_it_is_and_masked_from_then_on(string? variable, string? file)
    {
        var secrets = new Secrets();
        var secret = Read(variable, file, secrets);
        Assert.That(secrets.Mask($"Authorization: {secret?.Trim() ?? "***"}"), Is.EqualTo("Authorization: ***"));
        return secret;
    }

    [TestCase("ABSENT", null, 78, "the password of registry a is to come from environment variable ABSENT, which is not set")]
    [TestCase("BLANK", null, 78, "the password of registry a is empty in environment variable BLANK")]
    [TestCase(null, "empty.txt", 78, "the password of registry a is empty in empty.txt")]
    [TestCase(null, "absent.txt", 66, "absent.txt, which is to hold the password of registry a, is not there")]
    [TestCase(null, "no/absent.txt", 66, "no/absent.txt, which is to hold the password of registry a, is not there")]
    [TestCase(null, "huge.txt", 65, "huge.txt, which is to hold the password of registry a, is larger than 64 KiB")]
    [TestCase(null, "binary.txt", 65, "binary.txt, which is to hold the password of registry a, is not UTF-8 text")]
    public void A_secret_that_cannot_be_had_is_one_clear_error(string? variable, string? file, int code, string reason)
    {
        var refusal = Assert.Throws<MeshException>(() => Read(variable, file, new Secrets()))!;
        Assert.That((refusal.ExitCode, refusal.Reason), Is.EqualTo((code, reason)));
    }

    private static string? Read(string? variable, string? file, Secrets secrets)
    {
        using var workspace = new Workspace().With("password.txt", "of-file \n").With("windows.txt", "of-windows\r\n").With("empty.txt", "\n").With("huge.txt", new string('x', 70_000))
            .Setting("REGISTRY_PASSWORD", "of-variable").Setting("BLANK", " ");
        File.WriteAllBytes(Path.Combine(workspace.Folder, "binary.txt"), [0xC3, 0x28]);
        return new SecretReference(variable, file).Read("the password of registry a", workspace.Environment, workspace.Folder, secrets);
    }
}
