using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Mesh.Core.Diagnosis.Archives;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Diagnosis.Kept;

/// <summary>Archives that somebody made to do harm, or that were damaged on their way: one sentence each, and nothing outside of them is touched.</summary>
public sealed class HostileArchiveTests
{
    private const string Manifest = """{ "schema": 1, "newest": "2026-11-21T08:00:00Z", "files": [FILES] }""";

    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("mesh-hostile-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    private static IEnumerable<TestCaseData> Archives()
    {
        yield return Case("no manifest", "it holds no manifest.json", tar => Add(tar, "objects/pods.json", "[]"));
        yield return Case("a path that leads out", "'../etc/passwd' is no path within an archive", tar => Add(tar, "../etc/passwd", "x"));
        yield return Case("a path from the root", "'/etc/passwd' is no path within an archive", tar => Add(tar, "/etc/passwd", "x"));
        yield return Case("a path that leads out further in", "is no path within an archive", tar => Add(tar, "logs/a/../../../x", "x"));
        yield return Case("a path of another system", "is no path within an archive", tar => Add(tar, "logs\\..\\x", "x"));
        yield return Case("a symbolic link", "'manifest.json' in it is a SymbolicLink", tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "manifest.json") { LinkName = "/etc/passwd" }));
        yield return Case("a hard link", "'manifest.json' in it is a HardLink", tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "manifest.json") { LinkName = "/etc/passwd" }));
        yield return Case("a device", "'logs/x' in it is a CharacterDevice", tar => tar.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "logs/x")));
        yield return Case("a file twice", "'objects/pods.json' is in it twice", tar =>
        {
            Add(tar, "objects/pods.json", "[]");
            Add(tar, "objects/pods.json", "[]");
        });
        yield return Case("a manifest that is no JSON", "manifest.json:1 is no JSON", tar => Add(tar, "manifest.json", "{ x"));
        yield return Case("a manifest of nothing", "manifest.json is no object", tar => Add(tar, "manifest.json", "[]"));
        yield return Case("a manifest of another schema", "manifest.json is of schema 2", tar => Add(tar, "manifest.json", """{ "schema": 2 }"""));
        yield return Case("a manifest that lists a path outside", "is no path within an archive", tar => Add(tar, "manifest.json", Manifest.Replace("FILES", """{ "path": "../x", "sha256": "0", "group": "", "kind": "Pod" }""", StringComparison.Ordinal)));
        yield return Case("a manifest of a kind that no archive has", "'Lease' is a kind that no archive holds", tar => Add(tar, "manifest.json", Manifest.Replace("FILES", """{ "path": "objects/x.json", "sha256": "0", "group": "", "kind": "Lease" }""", StringComparison.Ordinal)));
        yield return Case("a file that is not listed", "objects/pods.json is not in its manifest.json", tar =>
        {
            Add(tar, "manifest.json", Manifest.Replace("FILES", "", StringComparison.Ordinal));
            Add(tar, "objects/pods.json", "[]");
        });
        yield return Case("a file that is missing", "objects/pods.json is missing", tar => Add(tar, "manifest.json", Listing("[]")));
        yield return Case("a file that was changed", "objects/pods.json has been changed: its SHA-256", tar =>
        {
            Add(tar, "manifest.json", Listing("[]"));
            Add(tar, "objects/pods.json", "[ ]");
        });
        yield return Case("objects that are no JSON", "objects/pods.json:2 is no JSON", tar => Whole(tar, "[\n{,]"));
        yield return Case("objects that are no list", "objects/pods.json is no list of objects", tar => Whole(tar, "{}"));
        yield return Case("objects without a name", "holds something that is no object of a cluster", tar => Whole(tar, "[{}]"));
        yield return Case("JSON of great depth", "is no JSON", tar => Whole(tar, new string('[', 100_000)));
    }

    [TestCaseSource(nameof(Archives))]
    public void It_is_refused_with_65_and_one_sentence(object fill, string words)
    {
        var path = Path.Combine(folder, "x.tar.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed, TarEntryFormat.Pax))
        {
            ((Action<TarWriter>)fill)(tar);
        }

        Assert.That(() => ArchiveReader.Read(path, "x.tar.gz", default), Fails.With(ExitCode.MalformedInput, words));
        Assert.That(Directory.EnumerateFileSystemEntries(folder).Count(), Is.EqualTo(1));
    }

    [Test]
    public void A_bomb_is_not_unpacked()
    {
        var path = Path.Combine(folder, "bomb.tar.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed, TarEntryFormat.Ustar))
        {
            for (var at = 0; at < 5; at++)
            {
                using var zeros = new Zeros(60L << 20);
                tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, $"d{at}"));
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, $"logs/{at}") { DataStream = zeros });
            }
        }

        Assert.That(new FileInfo(path).Length, Is.LessThan(4 << 20));
        Assert.That(() => ArchiveReader.Read(path, "bomb.tar.gz", default), Fails.With(ExitCode.MalformedInput, "it unpacks to more than 256 MB"));
    }

    [Test]
    public void A_head_that_was_changed_in_any_place_is_refused_with_65_or_read()
    {
        using var plain = new MemoryStream();
        using (var tar = new TarWriter(plain, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "manifest.json") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(Manifest.Replace("FILES", "", StringComparison.Ordinal))) });
        }

        var bytes = plain.ToArray();
        var path = Path.Combine(folder, "changed.tar.gz");
        foreach (var (at, value) in Enumerable.Range(0, 512).SelectMany(at => new byte[] { 0, 0x7f, 0xff }.Select(value => (at, value))).Append((-1, default)))
        {
            var changed = (byte[])bytes.Clone();
            if (at < 0)
            {
                // A size of twelve bytes, as GNU writes large ones: more than any number holds.
                changed.AsSpan(124, 12).Fill(0x7f);
                changed[124] = 0x80;
            }
            else
            {
                changed[at] = value;
            }

            Seal(changed);
            using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            {
                packed.Write(changed);
            }

            try
            {
                ArchiveReader.Read(path, "changed.tar.gz", default);
            }
            catch (MeshException refused)
            {
                Assert.That((refused.ExitCode, refused.Reason.Contains('\n', StringComparison.Ordinal)), Is.EqualTo((ExitCode.MalformedInput, false)), $"byte {at} is {value}: {refused.Reason}");
            }
        }
    }

    [Test]
    public void What_holds_no_tar_is_told_so()
    {
        var path = Path.Combine(folder, "x.tar.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            packed.Write(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("hello", 1000))));
        }

        Assert.That(() => ArchiveReader.Read(path, "x.tar.gz", default), Fails.With(ExitCode.MalformedInput, "x.tar.gz is no archive of evidence: it holds no tar that can be read: "));
    }

    [Test]
    public void A_huge_file_in_it_is_refused_before_it_is_read()
    {
        var path = Path.Combine(folder, "huge.tar.gz");
        using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        using (var tar = new TarWriter(packed, TarEntryFormat.Ustar))
        {
            using var zeros = new Zeros(65L << 20);
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "logs/x") { DataStream = zeros });
        }

        Assert.That(() => ArchiveReader.Read(path, "huge.tar.gz", default), Fails.With(ExitCode.MalformedInput, "logs/x has more than 64 MB"));
    }

    [Test]
    public void What_is_cut_off_or_no_archive_at_all_is_refused_and_what_is_not_there_is_66()
    {
        var whole = Path.Combine(folder, "whole.tar.gz");
        new ArchiveWriter(whole, "whole").Write(EvidenceFiles.Of(new() { TakenAt = DateTimeOffset.UnixEpoch, Logs = [.. Enumerable.Range(0, 50).Select(at => new Core.Diagnosis.Evidence.ContainerLog("a", $"b{at}", "c", false, [Convert.ToHexString(RandomNumberGenerator.GetBytes(500))]))] }, "x"));
        var bytes = File.ReadAllBytes(whole);
        foreach (var length in new[] { 0, 1, 2, 20, bytes.Length / 2, bytes.Length - 900 })
        {
            File.WriteAllBytes(Path.Combine(folder, "cut.tar.gz"), bytes[..length]);
            Assert.That(() => ArchiveReader.Read(Path.Combine(folder, "cut.tar.gz"), "cut.tar.gz", default), Fails.With(ExitCode.MalformedInput, "cut.tar.gz is no archive of evidence"), $"{length} bytes");
        }

        File.WriteAllText(Path.Combine(folder, "text"), "hello");
        Assert.That(() => ArchiveReader.Read(Path.Combine(folder, "text"), "text", default), Fails.With(ExitCode.MalformedInput, "it is neither a folder nor gzip"));
        Assert.That(() => ArchiveReader.Read(Path.Combine(folder, "absent"), "absent", default), Fails.With(ExitCode.NoInput, "there is no archive absent"));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void A_folder_with_a_link_is_refused()
    {
        var path = Directory.CreateDirectory(Path.Combine(folder, "x")).FullName;
        File.CreateSymbolicLink(Path.Combine(path, "manifest.json"), "/etc/passwd");
        Assert.That(() => ArchiveReader.Read(path, "x", default), Fails.With(ExitCode.MalformedInput, "'manifest.json' in it is a link"));
        File.Delete(Path.Combine(path, "manifest.json"));
        Directory.CreateSymbolicLink(Path.Combine(path, "logs"), "/etc");
        Assert.That(() => ArchiveReader.Read(path, "x", default), Fails.With(ExitCode.MalformedInput, "'logs' in it is a link"));
    }

    // The sum of the head's bytes, with blanks in its own place: without it nothing else of a head is read.
    private static void Seal(byte[] head)
    {
        head.AsSpan(148, 8).Fill((byte)' ');
        Encoding.ASCII.GetBytes($"{Convert.ToString(head.Take(512).Sum(one => one), 8).PadLeft(6, '0')}\0 ").CopyTo(head, 148);
    }

    private static TestCaseData Case(string name, string words, Action<TarWriter> fill) => new TestCaseData(fill, words).SetArgDisplayNames(name);

    private static string Listing(string pods) => Manifest.Replace("FILES", $$"""{ "path": "objects/pods.json", "sha256": "{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pods)))}}", "group": "", "kind": "Pod" }""", StringComparison.Ordinal);

    private static void Whole(TarWriter tar, string pods)
    {
        Add(tar, "manifest.json", Listing(pods));
        Add(tar, "objects/pods.json", pods);
    }

    private static void Add(TarWriter tar, string name, string text) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });

    private sealed class Zeros(long length) : Stream
    {
        private long at;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => at; set => at = value; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var some = (int)Math.Min(buffer.Length, length - at);
            buffer[..some].Clear();
            at += some;
            return some;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => at = offset;

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
