using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Mesh.Integration.Gateways;

/// <summary>A sidecar injector on loopback that the real API server asks: it puts an image where a pod says auto.</summary>
internal sealed class InjectorDouble : IAsyncDisposable
{
    public const string Image = "registry.invalid/proxyv2:1.29.0";

    private readonly WebApplication server;
    private readonly string bundle;

    private InjectorDouble(WebApplication server, string bundle) => (this.server, this.bundle) = (server, bundle);

    public static async Task<InjectorDouble> StartAsync()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=injector", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        app.MapPost("/inject", Inject);
        await app.StartAsync();
        return new(app, Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem())));
    }

    /// <summary>The webhook of one namespace, as istiod's chart would make it for an istiod elsewhere.</summary>
    public string Webhook(string ns) => WebhookOf(ns, $"{{ url: '{server.Urls.Single().Replace("[::]", "127.0.0.1", StringComparison.Ordinal)}/inject', caBundle: {bundle} }}");

    public static string WebhookOf(string ns, string client) => $$"""
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingWebhookConfiguration
        metadata: { name: istio-sidecar-injector-{{ns}} }
        webhooks:
          - name: object.sidecar-injector.istio.io
            clientConfig: {{client}}
            namespaceSelector: { matchLabels: { mesh-test: {{ns}} } }
            objectSelector: { matchExpressions: [{ key: sidecar.istio.io/inject, operator: NotIn, values: ["false"] }] }
            rules: [{ apiGroups: [""], apiVersions: [v1], resources: [pods], operations: [CREATE] }]
            failurePolicy: Fail
            sideEffects: None
            timeoutSeconds: 5
            admissionReviewVersions: [v1]
        """;

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private static async Task Inject(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var review = JsonNode.Parse(await reader.ReadToEndAsync())!;
        var containers = review["request"]!["object"]!["spec"]!["containers"]!.AsArray();
        var patch = new JsonArray([.. Enumerable.Range(0, containers.Count).Where(index => (string?)containers[index]!["image"] == "auto")
            .Select(index => new JsonObject { ["op"] = "replace", ["path"] = $"/spec/containers/{index}/image", ["value"] = Image })]);
        var response = new JsonObject { ["uid"] = (string?)review["request"]!["uid"], ["allowed"] = true };
        if (patch.Count > 0)
        {
            response["patchType"] = "JSONPatch";
            response["patch"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(patch.ToJsonString()));
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(new JsonObject { ["apiVersion"] = "admission.k8s.io/v1", ["kind"] = "AdmissionReview", ["response"] = response }.ToJsonString());
    }
}
