using System.Diagnostics;
using FsCheck.Fluent;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Configuration;

public sealed class HostileFileTests
{
    private static readonly string[] Pieces =
    [
        "cluster", "releases", "set", "context", "registries", "password", ":", ": ", "\n", "\n  ", "\n    ", "- ", "[", "]", "{", "}", ",", "&a ", "*a", "!x ", "!!str ", "<<", "? ", "| ", ">-", "'", "\"",
        "\\", "\t", "#", "%", "@", "`", "---\n", "...\n", "null", "~", "1.10", "yes", "\u0000", "\u2028", "\ud800", "é", "\r", "%YAML 1.2\n", "=", "0x", "\u0085", "\uFEFF", "\"\\U0011FFFF\"", "!<", ">", "&", "*",
    ];

    [TestCase(200)]
    [TestCase(100_000)]
    public void Deep_nesting_is_refused(int depth) => Refuses("releases: " + new string('[', depth), "nested more than 64 deep");

    [Test]
    public void Deep_block_nesting_is_refused() => Refuses(string.Concat(Enumerable.Range(0, 900).Select(i => new string(' ', i) + "a:\n")), "nested more than 64 deep");

    [Test]
    public void An_alias_bomb_is_refused()
    {
        var bomb = "clusters:\n- &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 30).Select(i => $"- &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Refuses(bomb, "more than 100000 values");
    }

    [Test]
    public void A_mebibyte_of_values_is_refused() => Refuses("releases: [" + string.Concat(Enumerable.Repeat("a,", 500_000)) + "]", "more than 100000 values");

    [Test]
    public void A_mebibyte_of_unknown_keys_is_told_in_fifty_lines()
    {
        var refusal = Refuses(string.Concat(Enumerable.Range(0, 60_000).Select(i => $"contxt{i}: a\n")), "60000 errors in the configuration");
        Assert.That(refusal.Reason.Split('\n'), Has.Length.EqualTo(52));
        Assert.That(refusal.Reason, Does.EndWith("\nand 59950 more"));
    }

    [Test]
    public void A_very_long_key_is_not_repeated() => Assert.That(Refuses("? " + new string('k', 900_000) + "\n: a\n", "unknown key 'kkk").Reason, Has.Length.LessThan(300));

    [Test]
    public void A_very_long_value_is_not_repeated() => Assert.That(Refuses("istio: { namespace: " + new string('k', 900_000) + " }", "must be a DNS-1123 label").Reason, Has.Length.LessThan(300));

    [TestCase("registries: [{ host: a, password: hunter2 }]")]
    [TestCase("registries: [{ host: a, password: { of: hunter2 } }]")]
    [TestCase("registries: [{ host: a, token: hunter2 }]")]
    [TestCase("registries: [{ host: a, passwordFromEnv: hunter2! }]")]
    [TestCase("registries: [{ host: a, passwordFromEnv: [hunter2] }]")]
    [TestCase("cluster: { api-token: hunter2 }")]
    [TestCase("password: hunter2")]
    public void A_secret_in_the_file_is_refused_and_not_repeated(string yaml)
    {
        var refusal = Workspace.Refusal(yaml);
        Assert.That(refusal.Message, Does.Not.Contain("hunter2"));
        Assert.That(refusal.ExitCode, Is.EqualTo(65));
    }

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public FsCheck.Property No_text_makes_anything_but_a_configuration_or_one_clear_error() => Prop.ForAll(
        Gen.ListOf(Gen.Elements(Pieces)).Select(pieces => string.Concat(pieces)).ToArbitrary(),
        LoadsOrRefuses);

    [FsCheck.NUnit.Property(MaxTest = 100)]
    public FsCheck.Property No_characters_make_anything_but_a_configuration_or_one_clear_error() => Prop.ForAll(
        ArbMap.Default.ArbFor<string>(),
        text => LoadsOrRefuses(text ?? ""));

    [FsCheck.NUnit.Property(MaxTest = 300)]
    public FsCheck.Property No_argument_and_no_variable_makes_anything_but_a_configuration_or_one_clear_error() => Prop.ForAll(
        Gen.ListOf(Gen.Elements([.. Pieces, "=", "__", "[0]", "[1]", "[", ".", "releases[0].set.", "sources.include", "SOURCES__INCLUDE", "ISTIO", "0", "__0"])).Select(pieces => string.Concat(pieces)).ToArbitrary(),
        text =>
        {
            using var workspace = new Workspace().With("mesh.yaml", "releases: [{ name: a, chart: b, namespace: c }]").Given(Override.Set(text), Override.KubeContext(text)).Setting("MESH_" + text, text).Setting("MESH_SOURCES", text);
            return LoadsOrRefuses(workspace);
        });

    private static bool LoadsOrRefuses(string yaml)
    {
        using var workspace = new Workspace().With("mesh.yaml", yaml);
        return LoadsOrRefuses(workspace);
    }

    private static bool LoadsOrRefuses(Workspace workspace)
    {
        try
        {
            return workspace.Load().Settings.Count > 0;
        }
        catch (MeshException refusal)
        {
            return refusal.ExitCode is ExitCode.MalformedInput or ExitCode.Usage && (refusal.Reason.Contains("mesh.yaml", StringComparison.Ordinal) || workspace.Overrides.Count > 0);
        }
    }

    private static MeshException Refuses(string yaml, string reason)
    {
        var start = Stopwatch.GetTimestamp();
        var refusal = Workspace.Refusal(yaml);
        Assert.Multiple(() =>
        {
            Assert.That(refusal.Reason, Does.Contain(reason));
            Assert.That(refusal.ExitCode, Is.EqualTo(65));
            // Generous, for a busy machine; what goes wrong here takes minutes or the stack.
            Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(30)));
        });
        return refusal;
    }
}
