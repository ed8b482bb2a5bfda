using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Sandbox.Registry;
using Mesh.Sandbox.Scenarios;

namespace Mesh.Core.Tests.Sandbox;

/// <summary>Requests to one registry of a scenario. What comes back is held against the digest it was asked by.</summary>
internal sealed class RegistryTalk(SandboxRegistries registries, string host) : IDisposable
{
    private readonly HttpMessageInvoker http = new(registries.HandlerFor(host));

    public RegistryTalk(string scenario, string host)
        : this(new SandboxRegistries(Scenario.Parse(scenario, "s.yaml")), host)
    {
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string accept, AuthenticationHeaderValue? authorization = null)
    {
        var request = new HttpRequestMessage(method, $"https://{host}{path}");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        request.Headers.Authorization = authorization;
        return http.SendAsync(request, default);
    }

    public Task<HttpResponseMessage> PutAsync(string repository, string reference, byte[] manifest, string type)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"https://{host}/v2/{repository}/manifests/{reference}") { Content = new ByteArrayContent(manifest) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return http.SendAsync(request, default);
    }

    public async Task PushBlobAsync(string repository, byte[] blob)
    {
        using var begun = await http.SendAsync(new HttpRequestMessage(HttpMethod.Post, $"https://{host}/v2/{repository}/blobs/uploads/"), default);
        using var done = await http.SendAsync(new HttpRequestMessage(HttpMethod.Put, $"{begun.Headers.Location}&digest={Digest.Of(blob)}") { Content = new ByteArrayContent(blob) }, default);
        Assert.That((int)done.StatusCode, Is.EqualTo(201));
    }

    public async Task<byte[]> BodyAsync(string repository, string reference, string type)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"/v2/{repository}/manifests/{reference}", type);
        var body = await answer.Content.ReadAsByteArrayAsync();
        Assert.That((int)answer.StatusCode, Is.EqualTo(200));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo(type));
        Assert.That(answer.Headers.GetValues("Docker-Content-Digest").Single(), Is.EqualTo(Digest.Of(body).ToString()));
        return body;
    }

    public async Task<JsonObject> ManifestAsync(string repository, string reference, string type)
    {
        var body = await BodyAsync(repository, reference, type);
        Assert.That(reference, Does.Not.Contain(":").Or.EqualTo(Digest.Of(body).ToString()));
        return JsonNode.Parse(body)!.AsObject();
    }

    public async Task<string> DigestAsync(string repository, string tag)
    {
        using var answer = await SendAsync(HttpMethod.Head, $"/v2/{repository}/manifests/{tag}", "application/vnd.oci.image.index.v1+json");
        return answer.Headers.GetValues("Docker-Content-Digest").Single();
    }

    public async Task<byte[]> BlobAsync(string repository, JsonNode descriptor)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"/v2/{repository}/blobs/{descriptor.Text("digest")}", "*/*");
        var blob = await answer.Content.ReadAsByteArrayAsync();
        Assert.That(Digest.Of(blob).ToString(), Is.EqualTo(descriptor.Text("digest")));
        Assert.That(blob.Length, Is.EqualTo(descriptor.Number("size")));
        return blob;
    }

    public async Task<JsonObject> JsonBlobAsync(string repository, JsonNode descriptor) => JsonNode.Parse(await BlobAsync(repository, descriptor))!.AsObject();

    public void Dispose() => http.Dispose();
}
