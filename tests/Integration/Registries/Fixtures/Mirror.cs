using System.Runtime.Versioning;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Registries.Fixtures;

/// <summary>A registry to copy from and one to copy into, each behind a proxy.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Mirror : IAsyncDisposable
{
    /// <summary>The image in the source, without its host.</summary>
    public const string Image = "hub/app:1";

    /// <summary>The image in the target when it is copied to the path <c>copy</c>, without the host.</summary>
    public const string Copy = $"copy/{Image}";

    private static readonly string[] Platforms = ["linux/amd64", "linux/arm64", "linux/arm/v7"];

    private Mirror(RegistryServer from, RegistryServer into, FaultyProxy source, FaultyProxy target) => (From, Into, Source, Target) = (from, into, source, target);

    /// <summary>What is copied from, without the proxy.</summary>
    public RegistryServer From { get; }

    /// <summary>What is copied into, without the proxy.</summary>
    public RegistryServer Into { get; }

    public FaultyProxy Source { get; }

    public FaultyProxy Target { get; }

    /// <summary>Starts them; the test is reported as skipped when they cannot be had.</summary>
    /// <param name="inMemory">False where the images are too large for it.</param>
    public static async Task<Mirror> RequireAsync(bool inMemory = true)
    {
        var variant = RegistryVariant.Open with { InMemory = inMemory };
        var from = await Require.Available(RegistryServer.StartAsync(variant));
        var into = await RegistryServer.StartAsync(variant);
        return new Mirror(from, into, await FaultyProxy.StartAsync(from.CreateClient()), await FaultyProxy.StartAsync(into.CreateClient()));
    }

    /// <summary>Pushes an index of three platforms into the source, without the proxy.</summary>
    /// <param name="layers">The sizes of the layers of each platform, in bytes.</param>
    public async Task<Pushed> PushAsync(params long[] layers)
    {
        using var pusher = new ImagePusher(From);
        var name = Image.Split(':');
        return await pusher.PushIndexAsync(name[0], name[1], layers, Platforms);
    }

    /// <summary>The bytes of the blobs that the target does not have yet.</summary>
    public async Task<long> MissingAsync(Pushed index)
    {
        using var pusher = new ImagePusher(Into);
        long missing = 0;
        foreach (var (digest, size) in index.Tree.SelectMany(part => part.Blobs).DistinctBy(blob => blob.Key))
        {
            missing += await pusher.HasBlobAsync(Copy.Split(':')[0], digest) ? 0 : size;
        }

        return missing;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await Target.DisposeAsync();
        await From.DisposeAsync();
        await Into.DisposeAsync();
    }
}
