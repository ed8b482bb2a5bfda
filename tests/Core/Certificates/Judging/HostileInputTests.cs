using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Mesh.Core.Certificates;
using Mesh.Core.Certificates.Chains;
using Mesh.Core.Certificates.Reading;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Certificates.Judging;

/// <summary>Whatever is in the files, there is a report and no exception.</summary>
public sealed class HostileInputTests
{
    private static readonly string[] Names = ["ca-cert.pem", "ca-key.pem", "cert-chain.pem", "root-cert.pem", "tls.crt", "tls.key", "ca.crt"];

    private static readonly TestBundle Good = TestBundle.Make();

    private static IEnumerable<TestCaseData> Files()
    {
        yield return Case("NULs", new byte[1000]);
        yield return Case("a megabyte and one", Encoding.ASCII.GetBytes(new string('x', PemReader.LargestFile + 1)));
        yield return Case("thousands of blocks", Repeat(Good.Signing.Pem, 1000));
        yield return Case("thousands of begins", Repeat("-----BEGIN CERTIFICATE-----\n", 30000));
        yield return Case("a label without end", Encoding.ASCII.GetBytes("-----BEGIN " + new string('A', 500000)));
        yield return Case("a block of nothing", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"u8.ToArray());
        yield return Case("one line", Encoding.ASCII.GetBytes($"-----BEGIN CERTIFICATE-----\n{Convert.ToBase64String(new byte[500000])}\n-----END CERTIFICATE-----\n"));
        yield return Case("deep ASN.1", Block(Enumerable.Repeat(new byte[] { 0x30, 0x80 }, 100000).SelectMany(bytes => bytes).ToArray()));
        yield return Case("a length that lies", Block([0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x30]));
        yield return Case("bytes behind", Block([.. Good.Signing.Certificate.RawData, 1, 2, 3]));
        yield return Case("escapes", "-----BEGIN \u001b[31mX\u0007-----\nAAAA\n-----END \u001b[31mX\u0007-----\n"u8.ToArray());
        yield return Case("a hundred namesakes", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 99).Select(_ => TestAuthority.Make("Root CA").Pem))));

        static TestCaseData Case(string what, byte[] content) => new TestCaseData(content).SetName($"{{m}}({what})");
        static byte[] Block(byte[] content) => Encoding.ASCII.GetBytes($"-----BEGIN CERTIFICATE-----\n{Convert.ToBase64String(content, Base64FormattingOptions.InsertLineBreaks)}\n-----END CERTIFICATE-----\n");
        static byte[] Repeat(string text, int times) => Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(text, times)));
    }

    [TestCaseSource(nameof(Files))]
    public void Any_file_in_any_place_gives_findings_soon(byte[] content)
    {
        foreach (var name in Names[..4])
        {
            var files = new Dictionary<string, ReadOnlyMemory<byte>>(Good.Bundle.Files) { [name] = content };
            var watch = Stopwatch.StartNew();
            var report = CaExamination.Of(new CaBundle("x", CaLayout.Istio, files), TestAuthority.Now, TimeSpan.FromDays(30));
            Assert.That(report.Findings, Is.Not.Empty, name);
            Assert.That(report.Findings.Select(finding => finding.Evidence), Is.All.Not.Contains("\u001b"));
            Assert.That(watch.Elapsed, Is.LessThan(TimeSpan.FromMinutes(1)));
        }
    }

    [Test]
    public void Random_bytes_are_never_thrown_at() => Prop.ForAll<byte[]?, CaLayout>((content, layout) =>
    {
        var files = Names.ToDictionary(name => name, _ => (ReadOnlyMemory<byte>)content);
        return CaExamination.Of(new CaBundle("x", layout, files), TestAuthority.Now, TimeSpan.FromDays(1)).Findings.Count > 0;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void A_damaged_certificate_is_never_thrown_at() => Prop.ForAll<int, byte, byte>((place, value, file) =>
    {
        var der = Good.Signing.Certificate.RawData;
        der[(int)((uint)(place * 37) % der.Length)] = value;
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(Good.Bundle.Files)
        {
            [Names[file % 4]] = Encoding.ASCII.GetBytes($"-----BEGIN CERTIFICATE-----\n{Convert.ToBase64String(der)}\n-----END CERTIFICATE-----\n"),
        };
        return CaExamination.Of(new CaBundle("x", CaLayout.Istio, files), TestAuthority.Now, TimeSpan.FromDays(1)).Findings is not null;
    }).QuickCheckThrowOnFailure();

    [Test]
    public void A_file_of_anything_is_checked_or_refused() => Prop.ForAll<string?, bool>((text, json) =>
    {
        try
        {
            return ChainCheck.Of(Encoding.UTF8.GetBytes(json ? "{" + text : text ?? ""), "file", TestAuthority.Now, TimeSpan.Zero).Count > 0;
        }
        catch (MeshException refused)
        {
            return refused.ExitCode == ExitCode.MalformedInput;
        }
    }).QuickCheckThrowOnFailure();
}
