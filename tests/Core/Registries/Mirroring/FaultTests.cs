using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;
using static Mesh.Core.Tests.Registries.Mirroring.MirrorDesk;

namespace Mesh.Core.Tests.Registries.Mirroring;

/// <summary>Whatever the image and wherever it breaks: the tag stands for the whole image or for nothing, and trying again comes to an end.</summary>
public sealed class FaultTests
{
    [Test]
    public async Task The_tag_is_the_source_or_nothing_after_every_fault_and_nothing_is_sent_twice([Range(1, 12)] int seed, [Values] bool mounts)
    {
        var random = new Random(seed);
        var desk = new MirrorDesk();
        var registries = desk.Registries;
        registries.Mounts = _ => mounts;
        var root = Tree(registries, random, 0, From);
        var moved = new HashSet<Digest>();
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var left = random.Next(1, 20 + (10 * attempt));
            registries.Before = (_, _) => Interlocked.Decrement(ref left) == 0 ? throw MemoryRegistries.Fault((RegistryFault)random.Next(9), "by chance") : Task.CompletedTask;
            registries.Forget();
            try
            {
                await desk.CopyAsync();
            }
            catch (MeshException exception) when (exception.InnerException is RegistryException)
            {
                // A fault at the reading back leaves the tag that was put before it: the source already.
                Assert.That(registries.TagOf(To), Is.Null.Or.EqualTo(root.Digest));
                foreach (var blob in registries.Of("upload").Select(BlobOf).Where(blob => registries.HasBlob(To, blob)))
                {
                    Assert.That(moved.Add(blob), Is.True, $"{blob} has arrived and is sent again");
                }

                continue;
            }

            Assert.That(registries.TagOf(To), Is.EqualTo(root.Digest));
            Assert.That(Complete(registries, TestImages.Of(To).At(root.Digest)), Is.True);
            return;
        }

        Assert.Fail("it comes to no end");
    }

    private static Descriptor Tree(MemoryRegistries registries, Random random, int depth, string name)
    {
        if (depth == 4 || random.Next(3) == 0)
        {
            return registries.AddImage(name, random.Next(2) == 0 ? "linux/amd64" : "linux/arm64", [.. Enumerable.Range(0, random.Next(6)).Select(_ => $"layer {random.Next(12)}")]);
        }

        // The inner ones have tags of their own in the source, which no copy takes along.
        var children = Enumerable.Range(0, random.Next(1, 4)).Select(number => Tree(registries, random, depth + 1, $"docker.io/istio/pilot:{depth}-{number}-{random.Next()}")).ToArray();
        return registries.AddIndex(name, children);
    }

    private static bool Complete(MemoryRegistries registries, ImageReference image) => registries.Find(image) switch
    {
        ImageIndex index => index.Children.All(child => Complete(registries, image.At(child.Digest))),
        ImageManifest one => one.Layers.Append(one.Config).All(blob => registries.HasBlob(To, blob.Digest)),
        _ => false,
    };

    private static Digest BlobOf(string call) => Digest.TryParse(call.Split(' ')[2], out var digest) ? digest : throw new ArgumentException(call);
}
