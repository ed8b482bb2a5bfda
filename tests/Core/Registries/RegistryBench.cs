using System.Text;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Credentials;
using Mesh.Core.Registries.Manifests;
using Mesh.Core.Tests.Kubernetes;

namespace Mesh.Core.Tests.Registries;

/// <summary>A registry client of one test's own, and what it takes.</summary>
internal sealed class RegistryBench : IJournalListener
{
    /// <summary>A configuration blob of linux/arm64.</summary>
    public static readonly byte[] Config = Encoding.UTF8.GetBytes("""{"os":"linux","architecture":"arm64"}""");

    private readonly List<string> notes = [];

    public RegistryBench(TimeProvider? time = null)
    {
        Time = time ?? new SkippingTime(TimeSpan.FromSeconds(7));
        Journal = new RunJournal(Time, new Secrets());
        Journal.Listen(this);
    }

    public TimeProvider Time { get; }

    public RunJournal Journal { get; }

    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (notes)
            {
                return [.. notes];
            }
        }
    }

    public static ImageReference Image(string text) => ImageNames.Image(text, "test");

    public static ImageRepository Repository(string text) => Image(text).Repository;

    public static Descriptor Blob(byte[] content, string type = "application/octet-stream") => new(type, Digest.Of(content), content.Length);

    /// <summary>An image with this configuration and no layers.</summary>
    public static byte[] ImageBody(byte[]? config = null) => Encoding.UTF8.GetBytes(
        $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciImage}}","config":{{Json(Blob(config ?? Config, "application/vnd.oci.image.config.v1+json"))}},"layers":[]}""");

    public static byte[] IndexBody(params string[] children) => Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{string.Join(',', children)}}]}""");

    public static string Json(Descriptor descriptor, string more = "") => $$"""{"mediaType":"{{descriptor.MediaType}}","digest":"{{descriptor.Digest}}","size":{{descriptor.Size}}{{more}}}""";

    public RegistryClient Client(HttpMessageHandler handler, params ICredentialSource[] sources) => Client(handler, [], sources);

    public RegistryClient Client(HttpMessageHandler handler, RegistryOptions[] configured, params ICredentialSource[] sources) =>
        new(configured, ".", new FakePlugin(_ => throw new InvalidOperationException("no process may be started here")), Journal, Time) { Handlers = _ => handler, Sources = sources };

    /// <summary>A client of the network.</summary>
    public RegistryClient Network(params RegistryOptions[] configured) =>
        new(configured, ".", new FakePlugin(_ => throw new InvalidOperationException("no process may be started here")), Journal, Time) { Sources = [] };

    /// <summary>Runs what has to fail on purpose, and gives how it failed.</summary>
    public static async Task<MeshException> FailureAsync(Func<Task> act) => await Workbench.FailureAsync(act);

    /// <summary>The kind of fault, which is inside.</summary>
    public static RegistryFault? FaultOf(MeshException failure) => (failure.InnerException as RegistryException)?.Fault;

    void IJournalListener.OnNote(string text)
    {
        lock (notes)
        {
            notes.Add(text);
        }
    }
}
