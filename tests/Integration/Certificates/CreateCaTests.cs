using System.Runtime.Versioning;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;
using Command = Mesh.Integration.Environment.Command;

namespace Mesh.Integration.Certificates;

/// <summary>Mesh.CreateCa as a user runs it, and what openssl says to what it makes.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class CreateCaTests : IDisposable
{
    private static readonly string[] Clusters = ["locust", "quail", "wren"];

    private readonly Bench bench = new();
    private readonly OpenSsl openssl;

    public CreateCaTests() => openssl = new OpenSsl(bench.Folder);

    [TestCase("rsa4096")]
    [TestCase("p384")]
    public async Task Three_clusters_trust_each_other_s_workloads_by_their_shared_root(string key)
    {
        var outcome = await RunAsync(key, Clusters);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());

        foreach (var cluster in Clusters)
        {
            await AcceptsAsync("root-cert.pem", $"ca/{cluster}/root-cert.pem", $"ca/{cluster}/root-cert.pem");
            await AcceptsAsync("ca-cert.pem", $"ca/{cluster}/root-cert.pem", $"ca/{cluster}/ca-cert.pem");
        }

        foreach (var issuer in Clusters)
        {
            var leaf = await openssl.IssueAsync(issuer);
            foreach (var (peer, purpose) in Clusters.SelectMany(peer => new[] { (peer, "sslserver"), (peer, "sslclient") }))
            {
                // The peer knows its own root; what stands between comes with the workload's certificate.
                await AcceptsAsync($"a workload of {issuer} in {peer}", $"ca/{peer}/root-cert.pem", leaf, "-untrusted", $"ca/{issuer}/cert-chain.pem", "-purpose", purpose);
            }
        }
    }

    [Test]
    public async Task A_workload_of_another_mesh_is_not_trusted()
    {
        Assert.That((await RunAsync("p256", ["locust"])).ExitCode, Is.Zero);
        var leaf = await openssl.IssueAsync("locust");
        Directory.Move(Path.Combine(bench.Folder, "ca"), Path.Combine(bench.Folder, "other"));
        Assert.That((await RunAsync("p256", ["locust"])).ExitCode, Is.Zero);

        var verdict = await openssl.VerifyAsync("ca/locust/root-cert.pem", leaf, "-untrusted", "other/locust/cert-chain.pem");

        Assert.That(verdict.ExitCode, Is.Not.Zero, "roots of the same name are not the same root");
    }

    [Test]
    public async Task The_text_that_openssl_prints_is_that_of_the_profile()
    {
        Assert.That((await RunAsync("rsa4096", ["locust"])).ExitCode, Is.Zero);

        Assert.That(await TextAsync("ca/root/root-cert.pem"), Is.EqualTo("""
            Version: 3 (0x2)
            Signature Algorithm: sha256WithRSAEncryption
            Issuer: O = Istio, CN = Root CA
            Subject: O = Istio, CN = Root CA
            Public Key Algorithm: rsaEncryption
            Public-Key: (4096 bit)
            Exponent: 65537 (0x10001)
            X509v3 extensions:
            X509v3 Basic Constraints: critical
            CA:TRUE
            X509v3 Key Usage: critical
            Certificate Sign, CRL Sign
            X509v3 Subject Key Identifier:
            Signature Algorithm: sha256WithRSAEncryption
            """));
        Assert.That(await TextAsync("ca/locust/ca-cert.pem"), Is.EqualTo("""
            Version: 3 (0x2)
            Signature Algorithm: sha256WithRSAEncryption
            Issuer: O = Istio, CN = Root CA
            Subject: O = Istio, CN = Intermediate CA, L = locust
            Public Key Algorithm: rsaEncryption
            Public-Key: (4096 bit)
            Exponent: 65537 (0x10001)
            X509v3 extensions:
            X509v3 Basic Constraints: critical
            CA:TRUE, pathlen:0
            X509v3 Key Usage: critical
            Certificate Sign, CRL Sign
            X509v3 Subject Key Identifier:
            X509v3 Authority Key Identifier:
            Signature Algorithm: sha256WithRSAEncryption
            """));
    }

    [Test]
    public async Task Nothing_that_is_printed_or_reported_holds_a_line_of_a_key()
    {
        var outcome = await RunAsync("rsa4096", ["locust"]);

        var told = outcome.Output + outcome.Error + bench.Report;
        Assert.That(told, Does.Contain("ca-key.pem").And.Not.Contain("PRIVATE KEY"));
        foreach (var file in new[] { "root/root-key.pem", "locust/ca-key.pem" })
        {
            var lines = File.ReadAllLines(Path.Combine(bench.Folder, "ca", file));
            Assert.That(lines.Where(line => told.Contains(line, StringComparison.Ordinal)), Is.Empty, file);
        }
    }

    [Test]
    public async Task A_dry_run_makes_no_folder_and_a_second_run_no_change()
    {
        var dry = await RunAsync("p256", Clusters, "--dry-run");
        Assert.That(dry.ExitCode, Is.Zero, dry.ToString());
        Assert.That(Directory.Exists(Path.Combine(bench.Folder, "ca")), Is.False);

        await RunAsync("p256", Clusters);
        var again = await RunAsync("p256", Clusters);

        Assert.That(again.Output, Does.Contain("nothing to do: the root and 3 of 3 clusters' CAs are there").And.Contain("0 changes made"));
    }

    [Test]
    public async Task A_root_made_by_openssl_is_used()
    {
        Directory.CreateDirectory(Path.Combine(bench.Folder, "ca", "root"));
        (await openssl.RunAsync("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-subj", "/O=Istio/CN=Root CA", "-keyout", "ca/root/root-key.pem", "-out", "ca/root/root-cert.pem",
            "-addext", "keyUsage=critical,digitalSignature,nonRepudiation,keyEncipherment,keyCertSign")).Succeeded();

        var outcome = await RunAsync("p256", ["locust"]);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(outcome.Output, Does.Contain("CA050"), "a root of a year cuts the intermediate short");
        await AcceptsAsync("ca-cert.pem", "ca/root/root-cert.pem", "ca/locust/ca-cert.pem");
        Assert.That(File.ReadAllBytes(Path.Combine(bench.Folder, "ca/locust/root-cert.pem")), Is.EqualTo(File.ReadAllBytes(Path.Combine(bench.Folder, "ca/root/root-cert.pem"))));
    }

    [Test]
    public async Task A_request_signed_by_openssl_as_the_documentation_says_is_taken_in()
    {
        Directory.CreateDirectory(Path.Combine(bench.Folder, "ca", "root"));
        (await openssl.RunAsync("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-days", "3650", "-subj", "/O=Elsewhere/CN=Root", "-keyout", "root-key.pem", "-out", "ca/root/root-cert.pem",
            "-addext", "keyUsage=critical,keyCertSign,cRLSign")).Succeeded();

        var first = await RunAsync("rsa4096", ["locust"], "--set", "certificates.externalRoot=true");
        Assert.That(first.ExitCode, Is.Zero, first.ToString());
        Assert.That(first.Output, Does.Contain("not complete: 1 of 1 clusters wait for a signature from elsewhere").And.Contain("CA052"));
        Assert.That((await RunAsync("rsa4096", ["locust"], "--set", "certificates.externalRoot=true", "--fail-on", "warning")).ExitCode, Is.EqualTo(79));
        var command = File.ReadLines(Repository.PathOf("docs", "tasks", "Mesh.CreateCa.md")).Single(line => line.StartsWith("openssl x509 -req", StringComparison.Ordinal))
            .Replace(" ca.csr", " ca/locust/ca.csr", StringComparison.Ordinal).Replace(" root-cert.pem", " ca/root/root-cert.pem", StringComparison.Ordinal).Replace(" ca-cert.pem", " ca/locust/ca-cert.pem", StringComparison.Ordinal);
        (await openssl.RunAsync(command.Split(' ')[1..])).Succeeded();

        var second = await RunAsync("rsa4096", ["locust"], "--set", "certificates.externalRoot=true", "--fail-on", "warning");

        Assert.That(second.ExitCode, Is.Zero, second.ToString());
        var leaf = await openssl.IssueAsync("locust");
        await AcceptsAsync("a workload", "ca/locust/root-cert.pem", leaf, "-untrusted", "ca/locust/cert-chain.pem");
    }

    [Test]
    public async Task A_run_stopped_by_SIGTERM_leaves_no_file()
    {
        var config = Configure("rsa4096", [.. Enumerable.Range(0, 40).Select(index => $"c{index}")]);
        using var process = bench.Start(Host.Compiled, "--target", "Mesh.CreateCa", "--config", config);
        // Keys are being made.
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("1 of 41 made", StringComparison.Ordinal))
        {
        }

        await Command.RunAsync("kill", ["-TERM", $"{process.Id}"]);
        var outcome = await Bench.FinishAsync(process);

        Assert.That(outcome.ExitCode, Is.EqualTo(143), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.StartWith("mesh: exit 143: stopped by SIGTERM"));
        Assert.That(Directory.EnumerateFileSystemEntries(bench.Folder).Select(Path.GetFileName), Is.EquivalentTo(["mesh.yaml", "report"]));
    }

    public void Dispose() => bench.Dispose();

    private string Configure(string key, string[] clusters) => bench.Write("mesh.yaml", $"certificates: {{ root: {bench.RelativeFolder}/ca/root, key: {key}, clusters: [{string.Join(", ", clusters)}] }}\n");

    private Task<Outcome> RunAsync(string key, string[] clusters, params string[] arguments) =>
        bench.RunAsync(Host.Compiled, ["--target", "Mesh.CreateCa", "--config", Configure(key, clusters), .. arguments]);

    private async Task AcceptsAsync(string what, string root, string certificate, params string[] more)
    {
        var verdict = await openssl.VerifyAsync(root, certificate, more);
        Assert.That((verdict.ExitCode, verdict.Output.Trim()), Is.EqualTo((0, $"{certificate}: OK")), $"{what}: {verdict.Error}");
    }

    // Without what is random or a date.
    private async Task<string> TextAsync(string certificate) => string.Join('\n',
        (await openssl.RunAsync("x509", "-in", certificate, "-noout", "-text")).Succeeded().Split('\n').Select(line => line.Trim())
            .Where(line => line.Length > 0 && !System.Text.RegularExpressions.Regex.IsMatch(line, "^(([0-9a-fA-F]{2}:){2}|Serial|Certificate:|Data:|Validity|Not |Subject Public Key Info|Modulus|Signature Value)")));
}
