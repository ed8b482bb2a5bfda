using System.Diagnostics;
using System.Text.Json.Nodes;
using Mesh.Core.Images;
using Mesh.Core.Images.Looking;
using Mesh.Core.Images.Matrix;
using Mesh.Core.Images.Placing;
using Mesh.Core.Model;
using Mesh.Core.Registries;

namespace Mesh.Core.Tests.Images;

/// <summary>The matrix by itself, at the size of a large cluster.</summary>
public sealed class ImageMatrixTests
{
    private static readonly string[] Platforms = ["linux/amd64", "linux/arm64"];

    [Test]
    public async Task A_thousand_images_two_thousand_workloads_and_five_hundred_nodes_take_no_time_of_their_own()
    {
        var cluster = new FakeCluster();
        foreach (var index in Enumerable.Range(0, 500))
        {
            cluster.AddNode($"ip-10-0-{index}.eu-west-1.compute.internal", Platforms[index % 2],
                index % 5 == 0 ? [new JsonObject { ["key"] = "dedicated", ["value"] = "build", ["effect"] = "NoSchedule" }] : null, new() { ["zone"] = $"{index % 3}" });
        }

        var pool = await NodePool.ReadAsync(cluster, default);
        var images = Enumerable.Range(0, 1000).Select(index => ImageNames.Image($"registry.io/web{index}:1", "a test")).ToList();
        var sightings = images.ToDictionary(image => image, image => new Sighting(image, new ImageInspection(image, default, true, [.. Platforms.Select(platform => new ImageOffer(ImageNames.Platform(platform, "a test"), default))]), null));
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        var needs = Enumerable.Range(0, 2000).Select(index => new ImageNeed(images[index % 1000], $"deployment/web{index} in beta", Placement.Of(Spec(index))))
            .Concat(images.Select(image => new ImageNeed(image, "images.check", Placement.Everywhere))).ToList();
        var matrix = ImageMatrix.Of(pool, needs, sightings);
        var (json, table) = (MatrixJson.Of(matrix), MatrixTable.Of(matrix));
        var took = clock.Elapsed;
        await TestContext.Out.WriteLineAsync($"{took.TotalMilliseconds:0} ms, {(Environment.CpuUsage.TotalTime - before).TotalMilliseconds:0} ms of processor time in this process");
        Assert.Multiple(() =>
        {
            Assert.That(table, Is.EqualTo("1000 images exist wherever needed"));
            Assert.That(json, Has.Count.EqualTo(1000));
            Assert.That(json[0]!["platforms"]![0]!["nodes"]!.AsArray(), Has.Count.EqualTo(250));
            // Alone it is a hundredth of this; a thousand images times two thousand workloads times five hundred nodes would be far above it.
            Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(30)));
        });
    }

    // A hundred placements that all differ.
    private static JsonObject Spec(int index) => new()
    {
        ["nodeSelector"] = new JsonObject { ["zone"] = $"{index % 3}" },
        ["tolerations"] = new JsonArray(new JsonObject { ["key"] = "dedicated", ["value"] = $"{index % 100}" }),
    };
}
