using System.Collections.Concurrent;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Registries.Mirroring;

namespace Mesh.Core.Tests.Registries.Mirroring;

/// <summary>A mirror between registries in memory, with what it told.</summary>
internal sealed class MirrorDesk : IJournalListener
{
    public const string From = "docker.io/istio/pilot:1.29.0";
    public const string To = "localhost:5000/mirror/istio/pilot:1.29.0";

    private readonly ConcurrentQueue<string> progress = new();

    public MirrorDesk()
    {
        Journal = new RunJournal(Time, new Secrets());
        Journal.Listen(this);
    }

    public ManualTime Time { get; } = new();

    public MemoryRegistries Registries { get; } = new();

    public RunJournal Journal { get; }

    public IReadOnlyList<string> Progress => [.. progress];

    /// <summary>A mirror as a new run has it.</summary>
    public ImageMirror NewMirror() => new(Registries, Journal, Time, TimeSpan.FromMinutes(5));

    public Task<MirrorPlan> PlanAsync(string from = From, string to = To, params string[] platforms) => NewMirror().PlanAsync(TestImages.Of(from), TestImages.Of(to), TestImages.Platforms(platforms), default);

    public async Task<MirrorResult> CopyAsync(string from = From, string to = To, string[]? platforms = null, CancellationToken cancellation = default)
    {
        var mirror = NewMirror();
        return await mirror.ExecuteAsync(await mirror.PlanAsync(TestImages.Of(from), TestImages.Of(to), TestImages.Platforms(platforms ?? []), cancellation), cancellation);
    }

    public void OnProgress(string key, string text, bool finished) => progress.Enqueue($"{key} {(finished ? "ends" : "goes on")} {text}");
}
