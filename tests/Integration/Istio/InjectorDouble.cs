using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mesh.Integration.Istio;

/// <summary>Stands for istiod's injector: an HTTPS server on loopback that puts a container istio-proxy into every pod it is asked about.</summary>
internal sealed class InjectorDouble : IAsyncDisposable
{
    private readonly WebApplication server;

    private InjectorDouble(WebApplication server, string bundle) => (this.server, Bundle) = (server, bundle);

    /// <summary>What clientConfig.url has to be.</summary>
    public string Url => $"{server.Urls.Single()}/inject";

    /// <summary>What clientConfig.caBundle has to be.</summary>
    public string Bundle { get; }

    /// <summary>Starts it.</summary>
    /// <param name="image">The image of the proxy.</param>
    public static async Task<InjectorDouble> StartAsync(string image)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=istiod", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        var identity = certificate.Export(X509ContentType.Pkcs12);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(X509CertificateLoader.LoadPkcs12(identity, null))));
        var server = builder.Build();
        server.MapPost("/inject", async (HttpContext context) =>
        {
            var answer = Answer((await JsonNode.ParseAsync(context.Request.Body))!, image);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer);
        });
        await server.StartAsync();
        return new(server, Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())));
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private static string Answer(JsonNode review, string image)
    {
        var patch = new JsonArray(new JsonObject { ["op"] = "add", ["path"] = "/spec/containers/-", ["value"] = new JsonObject { ["name"] = "istio-proxy", ["image"] = image } });
        return new JsonObject
        {
            ["apiVersion"] = "admission.k8s.io/v1",
            ["kind"] = "AdmissionReview",
            ["response"] = new JsonObject
            {
                ["uid"] = (string?)review["request"]!["uid"], ["allowed"] = true, ["patchType"] = "JSONPatch", ["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch.ToJsonString())),
            },
        }.ToJsonString();
    }
}
