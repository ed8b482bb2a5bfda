using System.Net;
using System.Runtime.Versioning;
using Mesh.Integration.Environment;
using Mesh.Integration.Registries.Fixtures;
using Microsoft.AspNetCore.Http;

namespace Mesh.Integration.Registries;

/// <summary>The proxy and the double of ECR's API: that they do wrong only what they are told to.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FixtureTests
{
    [Test]
    public async Task A_proxy_hands_everything_on_and_keeps_a_list()
    {
        var (_, proxy, image) = await BehindProxyAsync();
        await using var _1 = proxy;
        using var client = new HttpClient { BaseAddress = proxy.Address };

        var layer = image.Blobs.MaxBy(blob => blob.Value);
        using var ranged = new HttpRequestMessage(HttpMethod.Get, $"/v2/{image.Repository}/blobs/{layer.Key}") { Headers = { Range = new(100, null) } };
        using var answer = await client.SendAsync(ranged);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That((await answer.Content.ReadAsByteArrayAsync()).LongLength, Is.EqualTo(layer.Value - 100));
        Assert.That(proxy.Requests.Single(), Is.EqualTo(new SeenRequest(1, "GET", $"/v2/{image.Repository}/blobs/{layer.Key}", null, "bytes=100-") { Status = 206, Sent = layer.Value - 100 }));
    }

    [Test]
    public async Task A_cut_answer_ends_before_its_length()
    {
        var (_, proxy, image) = await BehindProxyAsync();
        await using var _1 = proxy;
        using var client = new HttpClient { BaseAddress = proxy.Address };
        proxy.Rule = seen => seen.IsBlob ? Fault.Cut(50) : null;

        Assert.That(() => client.GetByteArrayAsync(new Uri($"/v2/{image.Repository}/blobs/{image.Blobs.MaxBy(blob => blob.Value).Key}", UriKind.Relative)), Throws.InstanceOf<HttpRequestException>());
        Assert.That(proxy.Requests.Single().Sent, Is.EqualTo(50));
    }

    [Test]
    public async Task A_cut_request_never_reaches_its_end()
    {
        var (registry, proxy, _) = await BehindProxyAsync();
        await using var _1 = proxy;
        using var client = new HttpClient { BaseAddress = proxy.Address };
        proxy.Rule = seen => seen.Method == "PATCH" ? Fault.CutRequest(1 << 20) : null;
        using var started = await client.PostAsync(new Uri("/v2/cut/blobs/uploads/", UriKind.Relative), null);
        using var layer = new LayerContent(4 << 20);

        Assert.That(started.Headers.Location!.Authority, Is.EqualTo(proxy.Host), "the registry answers in the name of the proxy");
        Assert.That(async () => await client.PatchAsync(started.Headers.Location, layer), Throws.InstanceOf<HttpRequestException>());
        Assert.That(proxy.Requests.Single(seen => seen.Method == "PATCH").Received, Is.LessThanOrEqualTo(1 << 20));
        Assert.That(registry.Log, Does.Contain("/v2/cut/blobs/uploads/"));
    }

    [Test]
    public async Task Ecr_refuses_a_request_without_a_signature_in_the_words_of_AWS()
    {
        await using var api = await EcrApiDouble.StartAsync("password");
        using var client = new HttpClient();

        using var content = new StringContent("{}", null, "application/x-amz-json-1.1");
        using var answer = await client.PostAsync(api.Address, content);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await answer.Content.ReadAsStringAsync(), Does.Contain("MissingAuthenticationTokenException"));
        Assert.That(api.Calls, Is.Empty);
    }

    // The worked example of AWS's documentation of the signature.
    [TestCase("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", null)]
    [TestCase("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d8", "InvalidSignatureException")]
    public void A_signature_is_computed_as_AWS_computes_it(string signature, string? refusal)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = "/";
        context.Request.QueryString = new QueryString("?Action=ListUsers&Version=2010-05-08");
        context.Request.Headers.Host = "iam.amazonaws.com";
        context.Request.Headers.ContentType = "application/x-www-form-urlencoded; charset=utf-8";
        context.Request.Headers["X-Amz-Date"] = "20150830T123600Z";
        context.Request.Headers.Authorization =
            $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature={signature}";
        var aws = new AwsSignature("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "iam");

        Assert.That(aws.Refusal(context.Request, [], new DateTimeOffset(2015, 8, 30, 12, 36, 0, TimeSpan.Zero))?.Type, Is.EqualTo(refusal));
    }

    private static async Task<(RegistryServer Registry, FaultyProxy Proxy, Pushed Image)> BehindProxyAsync()
    {
        var registry = await SharedRegistry.RequireAsync();
        using var pusher = new ImagePusher(registry);
        var image = await pusher.PushImageAsync($"fixtures/{Guid.NewGuid():N}", "1", "linux/amd64");
        return (registry, await FaultyProxy.StartAsync(registry.CreateClient()), image);
    }
}
