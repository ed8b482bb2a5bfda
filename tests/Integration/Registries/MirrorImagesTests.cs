using System.Collections.Concurrent;
using System.Runtime.Versioning;
using Mesh.Integration.Environment;
using Mesh.Integration.Registries.Fixtures;
using Mesh.Tests.Hosts;

namespace Mesh.Integration.Registries;

/// <summary>Mesh.MirrorImages as a user runs it, between two real registries, with a proxy before each that counts what moves.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class MirrorImagesTests : IDisposable
{
    private const int Killed = 9;

    private readonly ImageDesk desk = new();

    [Test]
    public async Task Three_platforms_of_300_MB_arrive_with_equal_digests_in_less_than_150_MB_of_memory()
    {
        await using var mirror = await Mirror.RequireAsync(inMemory: false);
        var index = await mirror.PushAsync(50 << 20, 50 << 20);
        Configure(mirror);

        using var process = desk.Start("Mesh.MirrorImages");
        var peak = PeakMemory.WatchAsync(process);
        var outcome = await Bench.FinishAsync(process);

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        await AssertEqualAsync(mirror, index);
        Assert.That(index.BlobBytes, Is.GreaterThan(300 << 20));
        Assert.That(mirror.Target.Requests.Sum(seen => seen.Received), Is.InRange(index.BlobBytes, index.BlobBytes + (64 << 10)));
        Assert.That(await peak, Is.InRange(20, 150), "MB");
    }

    [Test]
    public async Task A_mirror_that_was_killed_half_way_moves_only_what_is_missing()
    {
        await using var mirror = await Mirror.RequireAsync();
        var index = await mirror.PushAsync(8 << 20, 8 << 20);
        Configure(mirror);
        // Four uploads get through, the others hang until the kill.
        var sessions = new ConcurrentDictionary<string, int>();
        mirror.Target.Rule = seen => IsContent(seen) && sessions.GetOrAdd(seen.Path.Split('?')[0], _ => sessions.Count) >= 4 ? Fault.Silence : null;
        using var process = desk.Start("Mesh.MirrorImages");
        while (sessions.Count <= 4 || mirror.Target.Requests.Count(seen => IsContent(seen) && seen.Status == 201) < 4)
        {
            Assert.That(process.HasExited, Is.False);
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        ProcessTable.Signal(process.Id, Killed);
        await Bench.FinishAsync(process);
        var missing = await mirror.MissingAsync(index);
        var sent = mirror.Target.Requests.Count;
        mirror.Target.Rule = _ => null;

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        await AssertEqualAsync(mirror, index);
        Assert.That(missing, Is.GreaterThan(0).And.LessThan(index.BlobBytes), "it was half-way");
        var moved = mirror.Target.Requests.Skip(sent).Where(seen => seen.IsUpload).Sum(seen => seen.Received);
        Assert.That(moved, Is.EqualTo(missing));
    }

    [Test]
    public async Task A_500_on_every_tenth_request_of_both_registries_still_ends_with_equal_digests()
    {
        await using var mirror = await Mirror.RequireAsync();
        var index = await mirror.PushAsync(2 << 20, 1 << 20, 1024);
        mirror.Source.Rule = mirror.Target.Rule = seen => seen.Number % 10 == 0 ? Fault.Answer(500) : null;
        Configure(mirror);

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(mirror.Target.Requests.Count(seen => seen.Status == 500), Is.GreaterThan(0));
        await AssertEqualAsync(mirror, index);
    }

    [Test]
    public async Task A_layer_that_breaks_off_is_taken_up_where_it_broke()
    {
        await using var mirror = await Mirror.RequireAsync();
        var index = await mirror.PushAsync(8 << 20);
        var broken = 0;
        mirror.Source.Rule = seen => seen is { IsBlob: true, Method: "GET" } && Interlocked.Increment(ref broken) <= 3 ? Fault.Cut(1 << 20) : null;
        Configure(mirror);

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        await AssertEqualAsync(mirror, index);
        Assert.That(mirror.Source.Requests.Where(seen => seen.Range is not null).Select(seen => seen.Range), Has.Some.Matches<string>(range => range != "bytes=0-"));
    }

    [Test]
    public async Task An_upload_that_breaks_off_is_tried_again()
    {
        await using var mirror = await Mirror.RequireAsync();
        var index = await mirror.PushAsync(8 << 20);
        var broken = 0;
        mirror.Target.Rule = seen => IsContent(seen) && Interlocked.Increment(ref broken) == 2 ? Fault.CutRequest(1 << 20) : null;
        Configure(mirror);

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        await AssertEqualAsync(mirror, index);
    }

    [Test]
    public async Task A_layer_that_is_not_what_its_digest_says_is_not_taken_over()
    {
        await using var mirror = await Mirror.RequireAsync();
        await mirror.PushAsync(1 << 20);
        mirror.Source.Rule = seen => seen is { IsBlob: true, Method: "GET" } ? Fault.Replace(body => { body[^1] ^= 1; return body; }) : null;
        Configure(mirror);

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.EqualTo(65).Or.EqualTo(79), outcome.ToString());
        Assert.That(mirror.Target.Requests.Where(seen => seen.IsManifest && seen.Method == "PUT"), Is.Empty);
        Assert.That(() => Skopeo.DigestAsync(mirror.Into, Mirror.Copy), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_dry_run_lists_the_bytes_and_writes_nothing()
    {
        await using var mirror = await Mirror.RequireAsync();
        await mirror.PushAsync(3 << 20);
        Configure(mirror);

        var outcome = await desk.RunAsync("Mesh.MirrorImages", "--dry-run");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(mirror.Target.Requests.Select(seen => seen.Method), Is.All.EqualTo("GET").Or.EqualTo("HEAD"));
        Assert.That(outcome.Output, Does.Match(@"9(\.\d)? ?Mi?B"));
    }

    [Test]
    public async Task A_second_run_changes_nothing_and_another_image_under_the_tag_is_76()
    {
        await using var mirror = await Mirror.RequireAsync();
        await mirror.PushAsync(1 << 10);
        Configure(mirror);
        Assert.That((await desk.RunAsync("Mesh.MirrorImages")).ExitCode, Is.Zero);
        var sent = mirror.Target.Requests.Count;

        var again = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(again.ExitCode, Is.Zero, again.ToString());
        Assert.That(mirror.Target.Requests.Skip(sent).Select(seen => seen.Method), Is.All.EqualTo("GET").Or.EqualTo("HEAD"));

        await mirror.PushAsync(1 << 10);
        var other = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(other.ExitCode, Is.EqualTo(76), other.ToString());
    }

    [Test]
    public async Task A_part_of_the_platforms_is_copied_and_said_to_have_another_digest()
    {
        await using var mirror = await Mirror.RequireAsync();
        var index = await mirror.PushAsync(1 << 20);
        Configure(mirror, ", platforms: [linux/arm64]");

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        var copied = await Skopeo.ManifestAsync(mirror.Into, Mirror.Copy);
        Assert.That(copied["manifests"]!.AsArray().Select(child => (string)child!["digest"]!), Is.EqualTo(new[] { index.Children[1].Digest }));
        Assert.That(await Skopeo.DigestAsync(mirror.Into, Mirror.Copy), Is.Not.EqualTo(index.Digest));
        Assert.That(outcome.Output, Does.Contain("digest"));
        Assert.That(mirror.Target.Requests.Where(seen => seen.IsUpload).Sum(seen => seen.Received), Is.EqualTo(index.Children[1].BlobBytes));
    }

    [Test]
    public async Task Within_one_registry_nothing_is_moved()
    {
        await using var mirror = await Mirror.RequireAsync();
        var index = await mirror.PushAsync(1 << 20);
        desk.Configure($$"""
            images: { mirror: { to: '{{mirror.Source.Host}}/copy', images: ['{{mirror.Source.Host}}/{{Mirror.Image}}'] } }
            registries: [{ host: '{{mirror.Source.Host}}', plainHttp: true }]
            """);

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(await Skopeo.DigestAsync(mirror.From, Mirror.Copy), Is.EqualTo(index.Digest));
        Assert.That(mirror.Source.Requests.Where(seen => seen.IsUpload).Sum(seen => seen.Received), Is.Zero);
        Assert.That(mirror.Source.Requests.Where(seen => seen is { IsBlob: true, Method: "GET" }).Sum(seen => seen.Sent), Is.LessThan(64 << 10), "no more than configurations is read");
    }

    [Test]
    public async Task Into_a_registry_with_a_login_and_a_private_authority()
    {
        await using var mirror = await Mirror.RequireAsync();
        await using var vault = await Require.Available(RegistryServer.StartAsync(new RegistryVariant { Login = true, Tls = true, InMemory = true }));
        var index = await mirror.PushAsync(1 << 20);
        desk.Set("VAULT_PASSWORD", vault.Password);
        desk.Configure($$"""
            images: { mirror: { to: '{{vault.Host}}/copy', images: ['{{mirror.Source.Host}}/{{Mirror.Image}}'] } }
            registries:
            - { host: '{{mirror.Source.Host}}', plainHttp: true }
            - { host: '{{vault.Host}}', certificateAuthority: '{{vault.CertificateAuthority}}', username: AWS, passwordFromEnv: VAULT_PASSWORD }
            """);

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That(await Skopeo.DigestAsync(vault, Mirror.Copy), Is.EqualTo(index.Digest));
        Assert.That(mirror.Source.Requests.Select(seen => seen.Authorization), Is.All.Null, "the password is for its own registry only");
    }

    [Test]
    public async Task What_skopeo_copies_and_what_the_mirror_copies_is_the_same_and_the_second_copy_is_a_no_op()
    {
        await using var mirror = await Mirror.RequireAsync();
        var index = await mirror.PushAsync(1 << 10, 1 << 10);
        await Skopeo.CopyAllAsync(mirror.From, Mirror.Image, mirror.Into, Mirror.Copy);
        Configure(mirror);

        var outcome = await desk.RunAsync("Mesh.MirrorImages");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        await AssertEqualAsync(mirror, index);
        Assert.That(mirror.Target.Requests.Select(seen => seen.Method), Is.All.EqualTo("GET").Or.EqualTo("HEAD"));
    }

    public void Dispose() => desk.Dispose();

    private void Configure(Mirror mirror, string more = "") => desk.Configure($$"""
        images: { mirror: { to: '{{mirror.Target.Host}}/copy', images: ['{{mirror.Source.Host}}/{{Mirror.Image}}']{{more}} } }
        registries: [{ host: '{{mirror.Source.Host}}', plainHttp: true }, { host: '{{mirror.Target.Host}}', plainHttp: true }]
        """);

    private static bool IsContent(SeenRequest seen) => seen is { IsUpload: true, Method: "PATCH" or "PUT" };

    private static async Task AssertEqualAsync(Mirror mirror, Pushed index)
    {
        Assert.That(await Skopeo.DigestAsync(mirror.Into, Mirror.Copy), Is.EqualTo(index.Digest));
        foreach (var child in index.Children)
        {
            Assert.That(await Skopeo.DigestAsync(mirror.Into, $"{Mirror.Copy.Split(':')[0]}@{child.Digest}"), Is.EqualTo(child.Digest));
        }

        Assert.That(await mirror.MissingAsync(index), Is.Zero, "bytes of blobs");
    }
}
