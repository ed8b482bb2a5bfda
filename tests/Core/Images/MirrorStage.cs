using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Images;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Tests.Registries.Mirroring;

namespace Mesh.Core.Tests.Images;

/// <summary>The verb on registries in memory, with what it told.</summary>
internal sealed class MirrorStage : IJournalListener, INeededImages
{
    public const string To = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/mirror";

    private readonly ConcurrentQueue<string> notes = new();
    private readonly ImageMirroring mirroring;

    public MirrorStage(DryRun dryRun = DryRun.Off)
    {
        var time = new ManualTime();
        Journal = new RunJournal(time, new Secrets());
        Journal.Listen(this);
        Journal.BeginStep("the step");
        var tools = new Toolbox(new(() => throw new InvalidOperationException("no cluster is asked here")), new(() => throw new InvalidOperationException("no helm is asked here")), _ => Registries);
        mirroring = new ImageMirroring(tools, this, new ChangeGate(dryRun, Journal), Journal, time);
    }

    public MemoryRegistries Registries { get; } = new();

    public RunJournal Journal { get; }

    /// <summary>What the delivery needs; null where it must not be asked.</summary>
    public string[]? Needed { get; init; }

    public string Notes => string.Join('\n', notes);

    public string Summary => Journal.Steps[^1].Note;

    public JsonNode? Report => Journal.Results.SingleOrDefault(result => result.Name == "mirror").Value;

    public Task RunAsync(MirrorOptions? mirror, string[]? check = null, IstioOptions? istio = null, CancellationToken cancellation = default) =>
        mirroring.RunAsync(new MeshOptions { Images = new ImagesOptions { Mirror = mirror, Check = check ?? [] }, Istio = istio }, TimeSpan.FromMinutes(5), cancellation);

    public Task RunAsync(params string[] images) => RunAsync(new MirrorOptions { To = To, Images = images });

    public Task<IReadOnlyList<ImageReference>> GetAsync(MeshOptions options, TimeSpan timeout, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ImageReference>>([.. (Needed ?? throw new InvalidOperationException("nobody may ask what is needed here")).Select(TestImages.Of)]);

    public void OnNote(string text) => notes.Enqueue(text);
}
