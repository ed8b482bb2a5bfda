using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Core.Certificates;
using Mesh.Integration.Environment;
using Mesh.Tests.Hosts;
using NUnit.Framework;
using Command = Mesh.Integration.Environment.Command;

namespace Mesh.Integration.Certificates;

/// <summary>
/// Every kind of broken CA, made by openssl: the host names exactly its finding, istiod's verdict is the one of Go's own crypto/x509, and the verdicts on workloads are those of openssl.
/// </summary>
[Parallelizable(ParallelScope.All)]
[UnsupportedOSPlatform("windows")]
public sealed class BrokenCaTests
{
    private static readonly Lazy<Task<string>> Folders = new(MakeAsync);
    private static readonly Lazy<Task<Dictionary<string, JsonNode>>> Go = new(AskGoAsync);

    // What openssl is no judge of: it does not know the key, reads what BoringSSL does not, or has other rules. Each with the reason.
    private static readonly Dictionary<string, string> NotForOpenssl = new()
    {
        ["other-key"] = "the leaf was signed with the right key, and istiod would sign with the wrong one",
        ["byte-order-mark"] = "openssl 3 skips the mark; Go does not, nor does BoringSSL",
        ["sha1"] = "openssl and Envoy accept SHA-1; istiod and the agent, which are in Go, do not",
    };

    private static readonly object?[][] Rows =
    [
        // name, finding, and what istiod, the server's role and the client's role say: true for accepted, null for nothing issued
        ["none", null, true, true, true],
        ["no-basic-constraints", "CA007", false, false, false],
        ["a-leaf", "CA007", false, false, false],
        ["no-key-cert-sign", "CA008", true, false, false],
        ["only-server-auth", "CA009", true, true, false],
        ["only-client-auth", "CA009", false, false, true],
        ["both-usages", "CA010", true, true, true],
        ["root-path-length", "CA011", true, false, false],
        ["middle-path-length", "CA011", true, false, false],
        ["other-root", "CA012", false, false, false],
        ["middle-missing", "CA012", false, false, false],
        ["same-name-root", "CA013", false, false, false],
        ["chain-lacks-ca", "CA014", true, false, false],
        ["chain-root-first", "CA015", true, true, true],
        ["intermediate-as-root", "CA016", true, true, true],
        ["root-signs", "CA017", true, true, true],
        ["expired-intermediate", "CA018", false, false, false],
        ["expired-root", "CA018", false, false, false],
        ["future-root", "CA019", false, false, false],
        ["ends-soon", "CA020", true, true, true],
        ["outlives-root", "CA021", true, true, true],
        ["weak-key", "CA022", true, true, true],
        ["sha1", "CA023", false, false, false],
        ["serial-twice", "CA025", true, true, true],
        ["serial-zero", "CA026", true, true, true],
        ["names-forbidden", "CA027", true, false, false],
        ["names-allowed", "CA028", true, true, true],
        ["crlf", "CA029", true, true, true],
        ["root-twice", "CA030", true, true, true],
        ["two-roots", "CA031", true, true, true],
        ["identifier-mismatch", "CA034", true, false, false],
        ["no-identifiers", "CA035", true, true, true],
        ["no-crl-sign", "CA036", true, true, true],
        ["unknown-critical", "CA038", false, false, false],
        ["three-levels", null, true, true, true],
        ["other-key", "CA006", false, false, false],
        ["byte-order-mark", "CA003", false, false, false],
        ["key-among-roots", "CA004", true, true, true],
        ["cut-root", "CA002", false, false, false],
        ["der", "CA002", false, null, null],
        ["pkcs12", "CA002", false, null, null],
        ["encrypted-key", "CA005", false, null, null],
        ["old-encrypted-key", "CA005", false, null, null],
        ["ec-parameters", "CA005", false, null, null],
        ["traditional-key", null, true, true, true],
        ["ec", null, true, true, true],
        ["no-ca-cert.pem", "CA001", false, null, null],
        ["no-ca-key.pem", "CA001", false, null, null],
        ["no-cert-chain.pem", "CA001", false, false, false],
        ["no-root-cert.pem", "CA001", false, false, false],
    ];

    // Where nothing is issued there is nothing to compare.
    private static IEnumerable<object?[]> ForOpenssl => Rows.Where(row => row[3] is not null && !NotForOpenssl.ContainsKey((string)row[0]!));

    [OneTimeTearDown]
    public static async Task RemoveAsync()
    {
        if (Folders.IsValueCreated && Folders.Value.IsCompletedSuccessfully)
        {
            Directory.Delete(await Folders.Value, recursive: true);
        }
    }

    [TestCaseSource(nameof(Rows))]
    public async Task The_host_names_exactly_the_finding_and_every_verdict(string name, string? code, bool istiod, bool? server, bool? client)
    {
        var folder = Path.Combine(await Require.Available(Folders.Value), name);
        using var bench = new Bench();
        var outcome = await bench.RunAsync(Host.Compiled, "--target", "Mesh.VerifyCa", "--folder", folder, "--fail-on", "warning");
        var report = JsonNode.Parse(bench.Report)!;
        var findings = report["findings"]!.AsArray();
        var severity = findings.Count == 0 ? "info" : (string)findings[0]!["severity"]!;
        Assert.Multiple(() =>
        {
            Assert.That(findings.Select(finding => (string?)finding!["code"]), code is null ? Is.Empty : Is.EqualTo(new[] { code }), outcome.ToString());
            Assert.That(outcome.ExitCode, Is.EqualTo(severity.Equals("info", StringComparison.OrdinalIgnoreCase) ? 0 : 79), outcome.ToString());
            foreach (var (who, accepts) in new[] { ("istiod", (bool?)istiod), ("Envoy on a server's certificate", server ?? false), ("Envoy on a client's certificate", client ?? false) })
            {
                Assert.That(findings.Select(finding => (string?)finding!["evidence"]), Is.All.Contain($"\n{who}: {(accepts!.Value ? "accepts" : "refuses: ")}"));
            }

            Assert.That(outcome.ToString() + bench.Report, Does.Not.Contain("BEGIN RSA PRIVATE KEY").And.Not.Contain("BEGIN PRIVATE KEY").And.Not.Contain("MIIE"));
        });
    }

    // The ways to break a CA that people have met (istio's issues): without further arguments each of them fails a run.
    [Test]
    public async Task A_CA_that_will_break_a_mesh_ends_with_79(
        [Values("no-basic-constraints", "no-key-cert-sign", "only-server-auth", "only-client-auth", "root-path-length", "chain-lacks-ca", "intermediate-as-root", "outlives-root", "same-name-root", "expired-root", "future-root", "other-key", "crlf")] string name)
    {
        var folder = Path.Combine(await Require.Available(Folders.Value), name);
        using var bench = new Bench();
        var outcome = await bench.RunAsync(Host.Compiled, "--target", "Mesh.VerifyCa", "--folder", folder);
        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
    }

    [TestCaseSource(nameof(Rows))]
    public async Task Istiod_says_what_Go_itself_says(string name, string? code, bool istiod, bool? server, bool? client)
    {
        _ = (code, server, client);
        var folder = Path.Combine(await Require.Available(Folders.Value), name);
        var go = (await Require.Available(Go.Value))[name];
        var judged = CaExamination.Of(CaFolder.Read(folder), TimeProvider.System.GetUtcNow(), TimeSpan.FromDays(30)).Istiod;
        Assert.Multiple(() =>
        {
            Assert.That(judged.Accepts, Is.EqualTo(((string)go["Istiod"]!).Length == 0).And.EqualTo(istiod), $"{go}");
            Assert.That(judged.Message, Does.Contain(Comparable((string)go["Istiod"]!)));
        });
    }

    [TestCaseSource(nameof(ForOpenssl))]
    public async Task Openssl_agrees_on_the_certificates_of_workloads(string name, string? code, bool istiod, bool? server, bool? client)
    {
        _ = (code, istiod);
        var folder = Path.Combine(await Require.Available(Folders.Value), name);
        foreach (var (purpose, accepted) in new[] { ("sslserver", server), ("sslclient", client) })
        {
            // Envoy allows partial chains; -x509_strict asks for key identifiers, which no part of a mesh does.
            string[] strict = name is "no-identifiers" ? [] : ["-x509_strict"];
            string[] untrusted = File.Exists(Path.Combine(folder, "cert-chain.pem")) ? ["-untrusted", Path.Combine(folder, "cert-chain.pem")] : [];
            var verified = await Command.RunAsync("openssl", ["verify", .. strict, "-partial_chain", "-purpose", purpose, "-CAfile", Path.Combine(folder, "root-cert.pem"), .. untrusted, Path.Combine(folder, "leaf.pem")]);
            Assert.That(verified.ExitCode == 0, Is.EqualTo(accepted), $"{purpose}: {verified}");
        }
    }

    private static async Task<string> MakeAsync()
    {
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts", "bench", $"cas-{Guid.NewGuid():N}")).FullName;
        var made = await Command.RunAsync("bash", [Repository.PathOf("tests", "Integration", "Certificates", "broken-cas.sh"), folder], timeout: TimeSpan.FromMinutes(5));
        const int unavailable = 3;
        return made.ExitCode == unavailable ? throw new UnavailableException(made.Output.Trim()) : made.Succeeded() is not null ? folder : "";
    }

    private static async Task<Dictionary<string, JsonNode>> AskGoAsync()
    {
        var folder = await Folders.Value;
        var environment = new Dictionary<string, string?> { ["GO111MODULE"] = "off", ["GOCACHE"] = Path.Combine(Path.GetTempPath(), "mesh-go-cache"), ["GOFLAGS"] = null };
        var asked = await Command.RunAsync("go", ["run", Repository.PathOf("tests", "Integration", "Certificates", "go-verdicts.go"), .. Directory.GetDirectories(folder)], environment, timeout: TimeSpan.FromMinutes(5));
        return asked.Succeeded().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToDictionary(verdict => (string)verdict["Name"]!);
    }

    // The clock goes on between two questions, and Go before 1.24 still offers a way around SHA-1.
    private static string Comparable(string text) => text.Split(": current time")[0].Split(" (temporarily")[0];
}
