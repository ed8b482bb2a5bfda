using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Mesh.Integration.Environment;

/// <summary>
/// Stands for istiod's injector: an HTTPS server on loopback that a real API server asks. Where a pod says auto it puts the image, and into every other pod without one a container istio-proxy;
/// on all of them it writes down which revision did it.
/// </summary>
internal sealed class InjectorDouble : IAsyncDisposable
{
    /// <summary>The image of the proxy, unless said otherwise.</summary>
    public const string Image = "registry.invalid/proxyv2:1.29.0";

    private const string Proxy = "istio-proxy";

    private readonly WebApplication server;

    private InjectorDouble(WebApplication server, string bundle) => (this.server, Bundle) = (server, bundle);

    /// <summary>What clientConfig.url has to be.</summary>
    public string Url { get; private set; } = "";

    /// <summary>What clientConfig.caBundle has to be.</summary>
    public string Bundle { get; }

    /// <summary>The revision it writes on pods; null for none.</summary>
    public string? Revision { get; set; }

    /// <summary>False where it admits pods as they are.</summary>
    public bool Injects { get; set; } = true;

    /// <summary>Starts it.</summary>
    /// <param name="image">The image of the proxy.</param>
    public static async Task<InjectorDouble> StartAsync(string image = Image)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=istiod", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        var identity = certificate.Export(X509ContentType.Pkcs12);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(X509CertificateLoader.LoadPkcs12(identity, null))));
        var server = builder.Build();
        var injector = new InjectorDouble(server, Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())));
        server.MapPost("/inject", async (HttpContext context) =>
        {
            var answer = injector.Answer((await JsonNode.ParseAsync(context.Request.Body))!, image);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer);
        });
        await server.StartAsync();
        injector.Url = $"{server.Urls.Single()}/inject";
        return injector;
    }

    /// <summary>The webhook of one namespace, labelled <c>mesh-test</c>, as istiod's chart would make it for an istiod elsewhere.</summary>
    public string Webhook(string ns, string failurePolicy = "Fail") => WebhookOf(ns, $"{{ url: '{Url}', caBundle: {Bundle} }}", failurePolicy);

    /// <summary>The same with a clientConfig of one's own.</summary>
    public static string WebhookOf(string ns, string client, string failurePolicy = "Fail") => $$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: { name: istio-sidecar-injector-{{ns}} }
        webhooks:
          - name: object.sidecar-injector.istio.io
            clientConfig: {{client}}
            namespaceSelector: { matchLabels: { mesh-test: {{ns}} } }
            objectSelector: { matchExpressions: [{ key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] }] }
            rules: [{ apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE] }]
            failurePolicy: {{failurePolicy}}
            sideEffects: None
            timeoutSeconds: 5
            admissionReviewVersions: [v1]
        """;

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private string Answer(JsonNode review, string image)
    {
        var response = new JsonObject { ["uid"] = (string?)review["request"]!["uid"], ["allowed"] = true };
        if (Injects)
        {
            response["patchType"] = "JSONPatch";
            response["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Patch(review["request"]!["object"]!, image).ToJsonString()));
        }

        return new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response }.ToJsonString();
    }

    private JsonArray Patch(JsonNode pod, string image)
    {
        var containers = pod["spec"]!["containers"]!.AsArray();
        var patch = new JsonArray([.. Enumerable.Range(0, containers.Count).Where(index => (string?)containers[index]!["image"] == "auto")
            .Select(index => new JsonObject { ["op"] = "replace", ["path"] = $"/spec/containers/{index}/image", ["value"] = image })]);
        if (patch.Count == 0 && !containers.Any(container => (string?)container!["name"] == Proxy))
        {
            patch.Add(new JsonObject { ["op"] = "add", ["path"] = "/spec/containers/-", ["value"] = new JsonObject { ["name"] = Proxy, ["image"] = image } });
        }

        if (Revision is not null)
        {
            var annotations = pod["metadata"]!["annotations"]?.DeepClone() ?? new JsonObject();
            annotations["istio.io/rev"] = Revision;
            patch.Add(new JsonObject { ["op"] = "add", ["path"] = "/metadata/annotations", ["value"] = annotations });
        }

        return patch;
    }
}
