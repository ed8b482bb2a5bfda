using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries;
using Mesh.Core.Registries.Manifests;
using Mesh.Core.Tests.Kubernetes;
using static Mesh.Core.Tests.Registries.RegistryBench;

namespace Mesh.Core.Tests.Registries.Client;

/// <summary>What only a real connection shows.</summary>
public sealed class WireTests : IDisposable
{
    private readonly SkippingTime time = new(TimeSpan.FromSeconds(7));
    private readonly RegistryBench bench;
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-registry-").FullName;

    public WireTests() => bench = new RegistryBench(time);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Test]
    public async Task A_manifest_comes_over_plain_HTTP_where_that_is_configured()
    {
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            context.Response.ContentType = MediaTypes.OciImage;
            return context.Response.Body.WriteAsync(ImageBody()).AsTask();
        });
        var host = new Uri(server.Address).Authority;
        using var client = Plain(host);

        var manifest = await client.GetManifestAsync(Image($"{host}/a:1"), default);

        Assert.That(manifest.Body.ToArray(), Is.EqualTo(ImageBody()));
        Assert.That(server.Calls.Single().UserAgent, Does.StartWith("mesh/"));
    }

    [Test]
    public async Task A_server_that_speaks_no_TLS_is_never_asked_without_and_the_setting_is_named()
    {
        await using var server = await LoopbackServer.AnsweringAsync((200, "{}"));
        var host = new Uri(server.Address).Authority;
        using var client = bench.Network();

        var failure = await FailureAsync(() => client.GetManifestAsync(Image($"{host}/a:1"), default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.Unavailable, RegistryFault.Unreachable)));
        Assert.That(failure.Reason, Does.Contain("TLS failed"));
        Assert.That(failure.Remedy, Does.Contain($"plainHttp: true for registry {host}"));
        Assert.That(server.Calls, Is.Empty);
    }

    [Test]
    public async Task A_private_authority_is_trusted_where_it_is_named_and_only_there()
    {
        using var authority = new TestAuthority();
        var path = Path.Combine(folder, "ca.pem");
        await File.WriteAllTextAsync(path, authority.Pem);
        await using var server = await LoopbackServer.StartAsync((context, _) => context.Response.Body.WriteAsync(ImageBody()).AsTask(), authority.Issue("127.0.0.1"));
        var host = new Uri(server.Address).Authority;
        using var trusting = bench.Network(new RegistryOptions { Host = host, CertificateAuthority = path });
        using var strict = bench.Network();

        Assert.That((await trusting.GetManifestAsync(Image($"{host}/a:1"), default)).Digest, Is.EqualTo(Digest.Of(ImageBody())));
        var failure = await FailureAsync(() => strict.GetManifestAsync(Image($"{host}/a:1"), default));
        Assert.That(failure.Reason, Does.Contain("signed by an unknown authority (CN=test authority), which is not one this machine trusts"));
        Assert.That(failure.Remedy, Does.Contain($"certificateAuthority of registry {host}"));
    }

    [Test]
    public async Task Another_authority_and_another_name_are_not_trusted()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority("other authority");
        var path = Path.Combine(folder, "ca.pem");
        await File.WriteAllTextAsync(path, authority.Pem);
        await using var forged = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask, other.Issue("127.0.0.1"));
        await using var misnamed = await LoopbackServer.StartAsync((_, _) => Task.CompletedTask, authority.Issue("registry.test"));

        foreach (var (server, words) in new[] { (forged, "nor in the certificateAuthority of mesh.yaml"), (misnamed, "its certificate is not for 127.0.0.1 but for registry.test") })
        {
            var host = new Uri(server.Address).Authority;
            using var client = bench.Network(new RegistryOptions { Host = host, CertificateAuthority = path });
            Assert.That((await FailureAsync(() => client.GetManifestAsync(Image($"{host}/a:1"), default))).Reason, Does.Contain(words));
            Assert.That(server.Calls, Is.Empty);
        }

        Assert.That(time.Skipped, Is.Empty, "trying again does not help");
    }

    [TestCase(null, ExitCode.NoInput, "is not there")]
    [TestCase("", ExitCode.MalformedInput, "holds no certificate")]
    [TestCase("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", ExitCode.MalformedInput, "cannot be read as PEM")]
    public async Task An_authority_file_that_is_none_is_said(string? content, int exitCode, string words)
    {
        var path = Path.Combine(folder, "ca.pem");
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content);
        }

        using var client = bench.Network(new RegistryOptions { Host = "localhost:1", CertificateAuthority = path });

        var failure = await FailureAsync(() => client.GetManifestAsync(Image("localhost:1/a:1"), default));
        Assert.That(failure.ExitCode, Is.EqualTo(exitCode));
        Assert.That(failure.Reason, Does.Contain("the certificateAuthority of registry localhost:1").And.Contain(words));
    }

    [Test]
    public async Task Nobody_there_is_said_in_words()
    {
        string host;
        await using (var server = new RawServer((_, _, _) => Task.CompletedTask))
        {
            host = server.Host;
        }

        using var client = Plain(host);

        Assert.That((await FailureAsync(() => client.GetManifestAsync(Image($"{host}/a:1"), default))).Reason, Is.EqualTo($"{host} cannot be reached for the manifest of {host}/a:1: connection refused"));
    }

    [Test]
    public async Task A_truncated_answer_is_tried_again_and_then_said()
    {
        await using var server = new RawServer((_, stream, stop) => RawServer.WriteAsync(stream, "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: 1000\n\n{\"schema", stop));
        using var client = Plain(server.Host);

        var failure = await FailureAsync(() => client.GetManifestAsync(Image($"{server.Host}/a:1"), default));

        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.MalformedInput, RegistryFault.Invalid)));
        Assert.That(failure.Reason, Does.Contain("it is truncated").And.Contain("1000 bytes are promised"));
        Assert.That(server.Heads, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task An_oversized_answer_is_not_read([Values] bool promised)
    {
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await RawServer.WriteAsync(stream, promised ? "HTTP/1.1 200 OK\nContent-Length: 99999999999\n\n" : "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", stop);
            var chunk = $"10000\n{new string(' ', 0x10000)}\n";
            while (!promised)
            {
                await RawServer.WriteAsync(stream, chunk, stop);
            }

            await Task.Delay(Timeout.Infinite, stop);
        });
        using var client = Plain(server.Host);

        var failure = await FailureAsync(() => client.GetManifestAsync(Image($"{server.Host}/a:1"), default));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.Invalid));
        Assert.That(failure.Reason, Does.Contain("the answer is larger than 4 MB"));
        Assert.That(server.Heads, Has.Count.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("HTTP/1.1 200 OK\nContent-Length: 1000\n\n{")]
    [TestCase("HTTP/1.1 500 Broken\nContent-Length: 1000\n\n{")]
    public async Task An_answer_that_stalls_ends(string beginning)
    {
        var began = new TaskCompletionSource();
        await using var server = new RawServer(async (_, stream, stop) =>
        {
            await RawServer.WriteAsync(stream, beginning, stop);
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, stop);
        });
        using var client = Plain(server.Host);

        var waiting = FailureAsync(() => client.GetManifestAsync(Image($"{server.Host}/a:1"), default));
        await began.Task;
        time.Advance(TimeSpan.FromSeconds(31));

        var failure = await waiting;
        Assert.That((failure.ExitCode, FaultOf(failure)), Is.EqualTo((ExitCode.Unavailable, RegistryFault.Unreachable)));
        Assert.That(failure.Reason, Does.EndWith("no answer within 30 s"));
    }

    [Test]
    public async Task An_upload_that_is_refused_before_it_is_read_is_told_apart_from_a_broken_connection()
    {
        var content = new byte[20_000_000];
        await using var server = new RawServer(async (head, stream, stop) =>
        {
            await RawServer.WriteAsync(stream, head.StartsWith("POST", StringComparison.Ordinal)
                ? "HTTP/1.1 202 Accepted\nLocation: /v2/a/blobs/uploads/1\nContent-Length: 0\nConnection: close\n\n"
                : "HTTP/1.1 413 Too Large\nContent-Length: 0\nConnection: close\n\n", stop);
            // As servers do: what comes still is read for a while, so that the answer is not lost with the connection.
            var rest = new byte[64 * 1024];
            while (head.StartsWith("PATCH", StringComparison.Ordinal) && await stream.ReadAsync(rest, stop) > 0)
            {
            }
        });
        using var client = Plain(server.Host);

        var failure = await FailureAsync(() => client.UploadBlobAsync(Repository($"{server.Host}/a"), Blob(content), _ => Task.FromResult<Stream>(new MemoryStream(content)), null, default));

        Assert.That(FaultOf(failure), Is.EqualTo(RegistryFault.PushRefused));
    }

    [Test]
    public async Task A_thousand_manifests_come_over_kept_connections()
    {
        var connections = new System.Collections.Concurrent.ConcurrentDictionary<string, bool>();
        await using var server = await LoopbackServer.StartAsync((context, _) =>
        {
            connections.TryAdd(context.Connection.Id, true);
            context.Response.ContentType = MediaTypes.OciImage;
            return context.Response.Body.WriteAsync(ImageBody()).AsTask();
        });
        var host = new Uri(server.Address).Authority;
        using var client = Plain(host);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => client.GetManifestAsync(Image($"{host}/a:{i}"), default)));

        Assert.That(connections, Has.Count.LessThanOrEqualTo(16));
    }

    private RegistryClient Plain(string host) => bench.Network(new RegistryOptions { Host = host, PlainHttp = true });
}
