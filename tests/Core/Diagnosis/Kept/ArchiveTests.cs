using System.Text.Json.Nodes;
using Mesh.Core.Diagnosis.Archives;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Tests.Diagnosis.Kept;

public sealed class ArchiveTests
{
    private string folder = "";

    [SetUp]
    public void Open() => folder = Directory.CreateTempSubdirectory("mesh-evidence-").FullName;

    [TearDown]
    public void Close() => Directory.Delete(folder, recursive: true);

    [TestCase("evidence.tar.gz")]
    [TestCase("evidence")]
    public void What_was_seen_comes_back(string name)
    {
        var seen = Evidence();
        Write(name, seen);

        var (read, istioNamespace) = ArchiveReader.Read(Path.Combine(folder, name), name, default);

        Assert.Multiple(() =>
        {
            Assert.That(istioNamespace, Is.EqualTo("mesh"));
            Assert.That((read.Context, read.Server?.Text, read.TakenAt), Is.EqualTo(("locust", "v1.34.1", DateTimeOffset.Parse("2026-11-21T08:15:00Z", System.Globalization.CultureInfo.InvariantCulture))));
            Assert.That(read.Namespaces, Is.EqualTo(new[] { "beta" }));
            Assert.That(read.NotSeen, Is.EqualTo(new[] { "nodes: no" }));
            Assert.That(read.Platforms.Single().Key, Is.EqualTo("web:1"));
            Assert.That(read.Platforms["web:1"].Select(platform => platform.ToString()), Is.EqualTo(new[] { "linux/amd64", "linux/arm/v7" }));
            Assert.That(read.Of(ResourceKind.Pod)!.Select(pod => pod.ToJsonString()), Is.EqualTo(seen.Of(ResourceKind.Pod)!.Select(pod => Sorted(pod))));
            Assert.That(read.Of(ResourceKind.Node), Is.Null);
            Assert.That(read.Of(ResourceKind.Service), Is.Empty);
            Assert.That(read.Logs.Single(), Has.Property(nameof(ContainerLog.Previous)).True.And.Property(nameof(ContainerLog.Lines)).EqualTo(new[] { "one", "two" }));
        });
    }

    [Test]
    public void The_same_state_gives_the_same_bytes_whenever_it_was_looked_at()
    {
        Write("a.tar.gz", Evidence());
        Write("b.tar.gz", Evidence() with { TakenAt = Evidence().TakenAt.AddHours(3) });
        Assert.That(File.ReadAllBytes(Path.Combine(folder, "a.tar.gz")), Is.EqualTo(File.ReadAllBytes(Path.Combine(folder, "b.tar.gz"))));
    }

    [Test]
    [Platform("Linux,MacOsX")]
    public void It_is_for_its_owner_alone_and_nothing_else_is_left_beside_it()
    {
        Write("a.tar.gz", Evidence());
        Write("a.tar.gz", Evidence());
        Write("b", Evidence());
        Assert.Multiple(() =>
        {
            if (!OperatingSystem.IsWindows())
            {
                Assert.That(File.GetUnixFileMode(Path.Combine(folder, "a.tar.gz")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
                Assert.That(Directory.EnumerateFiles(Path.Combine(folder, "b"), "*", SearchOption.AllDirectories).Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
                Assert.That(Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Select(File.GetUnixFileMode), Is.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            }

            Assert.That(Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName), Is.EquivalentTo(new[] { "a.tar.gz", "b" }));
        });
    }

    [Test]
    public void A_place_that_is_taken_is_refused()
    {
        Directory.CreateDirectory(Path.Combine(folder, "a.tar.gz"));
        File.WriteAllText(Path.Combine(folder, "file"), "");
        Directory.CreateDirectory(Path.Combine(folder, "full", "x"));
        foreach (var name in new[] { "a.tar.gz", "file", "full" })
        {
            Assert.That(() => new ArchiveWriter(Path.Combine(folder, name), name).Check(), Fails.With(ExitCode.CannotCreate, $"{name} is there already"));
        }
    }

    [Test]
    public void A_name_that_no_path_may_have_stays_within_the_archive()
    {
        var log = new ContainerLog("../..", new string('p', 300), "a/b", false, ["x"]);
        var path = ArchivePaths.Of(log);
        Assert.That(ArchivePaths.IsSafe(path), path);
        Assert.That(path, Is.Not.EqualTo(ArchivePaths.Of(log with { Pod = new string('p', 301) })));
    }

    private static string Sorted(JsonNode node) => Core.Istio.Backup.CleanObject.Sorted(node)!.ToJsonString();

    private void Write(string name, EvidenceSet evidence) => new ArchiveWriter(Path.Combine(folder, name), name).Write(EvidenceFiles.Of(evidence, "mesh"));

    private static EvidenceSet Evidence() => new()
    {
        TakenAt = DateTimeOffset.Parse("2026-11-21T09:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
        Context = "locust",
        Server = Version("v1.34.1"),
        Namespaces = ["beta"],
        NotSeen = ["nodes: no"],
        Platforms = new Dictionary<string, IReadOnlyList<Core.Model.Platform>> { ["web:1"] = [new("linux", "arm", "v7"), new("linux", "amd64")] },
        Objects = new Dictionary<ResourceKind, IReadOnlyList<JsonObject>>
        {
            [ResourceKind.Pod] = [Pod("web-1", "2026-11-21T08:10:00Z"), Pod("web-ü", "2026-11-21T08:15:00Z")],
            [ResourceKind.Service] = [],
        },
        Logs = [new("beta", "web-1", "app", true, ["one", "two"])],
    };

    private static Core.Model.KubeVersion Version(string text) => Core.Model.KubeVersion.TryParse(text, out var version) ? version : throw new FormatException(text);

    private static JsonObject Pod(string name, string created) => ObjectSieve.Of(ResourceKind.Pod, new JsonObject { ["metadata"] = new JsonObject { ["namespace"] = "beta", ["name"] = name, ["creationTimestamp"] = created } });
}
