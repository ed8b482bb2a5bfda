using System.Security.Cryptography.X509Certificates;
using Mesh.Core.Certificates;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Tests.Sources;

namespace Mesh.Core.Tests.Certificates.Making;

/// <summary>A working directory of one test's own, in which CAs are made, with what was told.</summary>
internal sealed class CaSite : IJournalListener, IDisposable
{
    private readonly List<string> notes = [];

    public CaSite(params string[] clusters) => Options = new CertificatesOptions { Root = "./ca/root", Clusters = clusters.Length == 0 ? ["a", "b"] : clusters, Key = "p256" };

    public string Folder { get; } = Directory.CreateTempSubdirectory("mesh-").FullName;

    public ManualTime Time { get; } = new();

    public DateTimeOffset Now => Time.GetUtcNow();

    public CertificatesOptions Options { get; set; }

    /// <summary>What the last run told.</summary>
    public RunJournal Journal { get; private set; } = new(new ManualTime(), new Secrets());

    public string Notes => string.Join('\n', notes);

    public string Summary => Journal.Steps[^1].Note;

    public IEnumerable<string> Codes => Journal.Findings.Select(finding => finding.Code);

    public Task<CaCreationResult> RunAsync(CaRotation rotation = CaRotation.None, DryRun dryRun = DryRun.Off, CancellationToken cancellation = default)
    {
        notes.Clear();
        Journal = new RunJournal(Time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("Mesh.CreateCa");
        return new CaCreation(new ChangeGate(dryRun, Journal), Journal, Time).RunAsync(Options, Folder, rotation, cancellation);
    }

    /// <summary>Runs what must fail, and makes sure that it changed nothing.</summary>
    public async Task<MeshException> RefusedAsync(CaRotation rotation = CaRotation.None, DryRun dryRun = DryRun.Off)
    {
        var before = Snapshot();
        var refusal = await Refusal.OfAsync(() => RunAsync(rotation, dryRun));
        Assert.That(Snapshot(), Is.EqualTo(before), "nothing has been written");
        return refusal;
    }

    public string At(string path) => Path.Combine(Folder, path);

    public X509Certificate2 Certificate(string path) => X509Certificate2.CreateFromPem(File.ReadAllText(At(path)));

    public IReadOnlyList<X509Certificate2> Certificates(string path)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(At(path));
        return [.. all];
    }

    public void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    /// <summary>Every folder and file there is, with its content.</summary>
    public IReadOnlyDictionary<string, string> Snapshot() =>
        new DirectoryInfo(Folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToDictionary(
            entry => Path.GetRelativePath(Folder, entry.FullName), entry => entry is FileInfo { LinkTarget: null } file ? File.ReadAllText(file.FullName) : $"a folder or link {entry.LinkTarget}");

    /// <summary>Told how far the making of keys is.</summary>
    public Action<string> KeysMade { get; set; } = _ => { };

    public void OnProgress(string key, string text, bool finished) => KeysMade(text);

    public void OnNote(string text) => notes.Add(text);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
