using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.Contracts;

/// <summary>
/// What the tests of the registry's contract share: a registry, a repository of the test's own, and requests as they go over the wire. The same tests run against the sandbox
/// and against docker-registry, so that the sandbox cannot drift from what a registry does.
/// </summary>
public abstract class RegistryContract
{
    protected const string OciImage = "application/vnd.oci.image.manifest.v1+json";
    protected const string OciIndex = "application/vnd.oci.image.index.v1+json";
    protected const string DockerImage = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Longer than anything takes; a test that waits for so long has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource limit = new(Patience);
    private HttpMessageInvoker http = null!;

    protected RegistryUnderContract Registry { get; private set; } = null!;

    protected string Repository { get; } = $"contract/{Guid.NewGuid():N}";

    protected CancellationToken Cancellation => limit.Token;

    [SetUp]
    public async Task PrepareAsync()
    {
        Registry = await ConnectAsync();
        http = new HttpMessageInvoker(Registry.Handlers?.Invoke(Registry.Host) ?? new SocketsHttpHandler { AllowAutoRedirect = false });
    }

    [TearDown]
    public void Clean()
    {
        http.Dispose();
        limit.Dispose();
    }

    /// <summary>A registry that lets everybody in, over plain HTTP.</summary>
    protected abstract Task<RegistryUnderContract> ConnectAsync();

    protected async Task<HttpResponseMessage> SendAsync(string method, string address, byte[]? body = null, string? type = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(new Uri($"http://{Registry.Host}"), address));
        if (body is not null || method is "PUT" or "PATCH" or "POST")
        {
            request.Content = new ByteArrayContent(body ?? []);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type ?? "application/octet-stream");
        }

        foreach (var (name, value) in headers)
        {
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, Cancellation);
    }

    /// <summary>What is at an address of the repository.</summary>
    protected Task<HttpResponseMessage> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync("GET", $"/v2/{Repository}/{path}", null, null, headers);

    protected async Task<Uri> BeginAsync()
    {
        using var begun = await SendAsync("POST", $"/v2/{Repository}/blobs/uploads/");
        Assert.That(begun.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        return begun.Headers.Location!;
    }

    /// <summary>Pushes a blob in one piece.</summary>
    protected async Task<string> PushAsync(byte[] blob)
    {
        using var done = await SendAsync("PUT", Finishing(await BeginAsync(), DigestOf(blob)), blob);
        Assert.That(done.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        return DigestOf(blob);
    }

    protected Task<HttpResponseMessage> PutManifestAsync(string reference, byte[] manifest, string type = OciImage) => SendAsync("PUT", $"/v2/{Repository}/manifests/{reference}", manifest, type);

    /// <summary>Pushes an image of one layer; its manifest.</summary>
    protected async Task<byte[]> PushImageAsync(string reference, string architecture = "arm64", string type = OciImage)
    {
        var config = Bytes($$"""{"architecture":"{{architecture}}","os":"linux"}""");
        var layer = Bytes($"a layer for {architecture}");
        await PushAsync(config);
        await PushAsync(layer);
        var manifest = Image(config, layer, type);
        using var put = await PutManifestAsync(reference, manifest, type);
        Assert.That(put.StatusCode, Is.EqualTo(HttpStatusCode.Created));
        return manifest;
    }

    protected static byte[] Image(byte[] config, byte[] layer, string type = OciImage) => Bytes($$"""
        {"schemaVersion":2,"mediaType":"{{type}}",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{DigestOf(config)}}","size":{{config.Length}}},
         "layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{DigestOf(layer)}}","size":{{layer.Length}}}]}
        """);

    protected static byte[] Index(params byte[][] children)
    {
        var entries = children.Select(child => $$"""{"mediaType":"{{OciImage}}","digest":"{{DigestOf(child)}}","size":{{child.Length}},"platform":{"os":"linux","architecture":"arm64"} }""");
        return Bytes($$"""{"schemaVersion":2,"mediaType":"{{OciIndex}}","manifests":[{{string.Join(',', entries)}}]}""");
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string DigestOf(byte[] content) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(content))}";

    protected static string Finishing(Uri upload, string digest) => $"{upload}{(upload.OriginalString.Contains('?', StringComparison.Ordinal) ? '&' : '?')}digest={Uri.EscapeDataString(digest)}";

    protected static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.NonValidated.TryGetValues(name, out var values) || answer.Content.Headers.NonValidated.TryGetValues(name, out values) ? values.ToString() : null;

    /// <summary>That an answer is a refusal with this status and these codes, in the specification's form.</summary>
    protected async Task RefusedAsync(HttpResponseMessage answer, HttpStatusCode status, params string[] codes)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.That(answer.StatusCode, Is.EqualTo(status), text);
            var errors = JsonNode.Parse(text)!["errors"]!.AsArray();
            Assert.That(errors.Select(error => (string?)error!["code"]), Is.EqualTo(codes), text);
            Assert.That(errors.Select(error => (string?)error!["message"]), Is.All.Not.Empty, text);
        }
    }

    protected async Task<byte[]> BodyAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            return await answer.Content.ReadAsByteArrayAsync(Cancellation);
        }
    }
}
