using System.Text;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Sources;

namespace Mesh.Core.Tests.Sources;

/// <summary>A folder of its own for one test, and a run over it.</summary>
internal sealed class ScriptFolder : IDisposable
{
    public ScriptFolder(DryRun dryRun = DryRun.Off)
    {
        Journal = new RunJournal(new ManualTime(), new Secrets());
        Gate = new ChangeGate(dryRun, Journal);
        Journal.BeginStep("Mesh.NormalizeLineEndings");
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("mesh-").FullName;

    public RunJournal Journal { get; }

    public ChangeGate Gate { get; }

    public string Summary => Journal.Steps[^1].Note;

    public string At(string path) => Path.Combine(Root, path);

    public string Add(string path, string text) => Add(path, Encoding.UTF8.GetBytes(text));

    public string Add(string path, byte[] bytes)
    {
        var full = At(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    public string Text(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(At(path)));

    public Task<LineEndingsResult> NormalizeAsync(bool check = false, string[]? include = null, string[]? exclude = null, CancellationToken cancellation = default) =>
        new LineEndings(Journal, Gate).NormalizeAsync(new SourcesOptions { Include = include ?? ["**/*.sh", "Jenkinsfile*"], Exclude = exclude ?? [] }, Root, check, cancellation);

    public Task<MeshException> FailAsync(bool check = false, string[]? include = null, string[]? exclude = null) => Refusal.OfAsync(() => NormalizeAsync(check, include, exclude));

    public IEnumerable<string> Leftovers() => Directory.EnumerateFiles(Root, ".mesh-*", SearchOption.AllDirectories);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
