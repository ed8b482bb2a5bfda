using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Mesh.Contracts;

/// <summary>The objects of a small mesh that really serves, Istio 1.29.0 of revision default, and what its containers answer: istiod with two pods, two workloads with a proxy, webhooks, CRDs. A test spoils one thing.</summary>
internal sealed class ServingMesh
{
    public const string Version = "1.29.0";

    private static readonly (string Names, string Group, string[] Versions)[] Kinds =
    [
        ("destinationrules gateways serviceentries sidecars virtualservices workloadentries workloadgroups", "networking.istio.io", ["v1", "v1alpha3", "v1beta1"]),
        ("envoyfilters", "networking.istio.io", ["v1alpha3"]), ("proxyconfigs", "networking.istio.io", ["v1beta1"]),
        ("authorizationpolicies peerauthentications requestauthentications", "security.istio.io", ["v1", "v1beta1"]),
        ("telemetries", "telemetry.istio.io", ["v1", "v1alpha1"]), ("wasmplugins", "extensions.istio.io", ["v1alpha1"]),
    ];

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 root;
    private readonly DateTimeOffset now;

    /// <param name="now">When it serves.</param>
    /// <param name="podFields">Members that every pod's spec gets, as JSON.</param>
    public ServingMesh(DateTimeOffset now, JsonObject? podFields = null)
    {
        (this.now, root) = (now, Authority(key, now));
        foreach (var item in Make(podFields ?? []))
        {
            Objects[$"{((string)item["kind"]!).ToLowerInvariant()}/{item["metadata"]!["name"]}"] = item;
        }

        Connect();
    }

    public static IReadOnlyList<string> Proxies { get; } = ["web-1", "web-2"];

    /// <summary>Its objects, by kind and name: <c>deployment/istiod</c>.</summary>
    public Dictionary<string, JsonObject> Objects { get; } = [];

    /// <summary>By proxy what each istiod says of it: the first entry is the first istiod's, the second the second's. None where it is known to nobody.</summary>
    public Dictionary<string, List<JsonObject>> Connections { get; } = [];

    /// <summary>The certificate of each proxy, as PEM.</summary>
    public Dictionary<string, string> Leafs { get; } = [];

    public string RootPem => root.ExportCertificatePem() + "\n";

    /// <summary>A CA that is not this mesh's, as a caBundle has it.</summary>
    public string ForeignBundle
    {
        get
        {
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var authority = Authority(other, now);
            return Bundle(authority.ExportCertificatePem());
        }
    }

    /// <summary>A proxy's entry, synced.</summary>
    public static JsonObject Connection(string pod, string ns = "beta") => Json($$"""
        { "cluster_id": "Kubernetes", "proxy": "{{pod}}.{{ns}}", "istio_version": "{{Version}}",
          "resources": { "type.googleapis.com/envoy.config.cluster.v3.Cluster": { "sent": "c1", "acked": "c1" }, "type.googleapis.com/envoy.config.listener.v3.Listener": { "sent": "l1", "acked": "l1" }, "type.googleapis.com/envoy.config.route.v3.RouteConfiguration": {} } }
        """);

    /// <summary>The listener's part of an entry.</summary>
    public static JsonObject Listener(JsonObject entry) => (JsonObject)entry["resources"]!["type.googleapis.com/envoy.config.listener.v3.Listener"]!;

    /// <summary>A certificate of a day of which this much is left.</summary>
    public string Leaf(TimeSpan left)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri("spiffe://cluster.local/ns/beta/sa/default"));
        var request = new CertificateRequest("", own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using var leaf = request.Create(root.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now + left - TimeSpan.FromHours(24), now + left, [1, 2, 3]);
        return leaf.ExportCertificatePem() + "\n";
    }

    /// <summary>Connects every proxy to one istiod, synced, with a certificate that has hours to go.</summary>
    public void Connect()
    {
        foreach (var pod in Proxies)
        {
            Connections[pod] = [Connection(pod)];
            Leafs[pod] = Leaf(TimeSpan.FromHours(20));
        }
    }

    /// <summary>What the n-th istiod prints for /debug/syncz.</summary>
    public string Syncz(int istiod) => new JsonArray([.. Connections.Values.SelectMany((entries, proxy) => Of(entries, proxy, istiod)).Select(entry => entry.DeepClone())]).ToJsonString();

    // A proxy is on one of them: the first on the first, the second on the second.
    private static IEnumerable<JsonObject> Of(List<JsonObject> entries, int proxy, int istiod) => entries.Where((_, index) => (proxy + index) % 2 == istiod % 2);

    /// <summary>What a proxy prints for its secrets.</summary>
    public string Dump(string pod) => new JsonObject
    {
        ["configs"] = new JsonArray(
            new JsonObject { ["name"] = "default", ["secret"] = new JsonObject { ["name"] = "default", ["tls_certificate"] = new JsonObject { ["certificate_chain"] = Inline(Leafs[pod]), ["private_key"] = Inline("[redacted]") } } },
            new JsonObject { ["name"] = "ROOTCA", ["secret"] = new JsonObject { ["name"] = "ROOTCA", ["validation_context"] = new JsonObject { ["trusted_ca"] = Inline(RootPem) } } }),
    }.ToJsonString();

    private IEnumerable<JsonObject> Make(JsonObject podFields)
    {
        yield return Json("""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "istio-system" } }""");
        yield return Json("""{ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": "beta" } }""");
        yield return With(Json($$"""
            { "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "istiod", "namespace": "istio-system", "labels": { "app": "istiod", "istio": "pilot" } },
              "spec": { "replicas": 2, "selector": { "matchLabels": { "app": "istiod" } }, "template": { "metadata": { "labels": { "app": "istiod" } },
                "spec": { "terminationGracePeriodSeconds": 0, "containers": [{ "name": "discovery", "image": "docker.io/istio/pilot:{{Version}}", "env": [{ "name": "CLUSTER_ID", "value": "Kubernetes" }], "ports": [{ "containerPort": 15017 }] }] } } } }
            """), podFields, "spec", "template", "spec");
        yield return Json("""
            { "apiVersion": "v1", "kind": "Service", "metadata": { "name": "istiod", "namespace": "istio-system", "labels": { "app": "istiod" } },
              "spec": { "selector": { "app": "istiod" }, "ports": [{ "name": "https-dns", "port": 15012 }, { "name": "https-webhook", "port": 443, "targetPort": 15017 }] } }
            """);
        yield return Json($$"""{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "istio-ca-root-cert", "namespace": "istio-system" }, "data": { "root-cert.pem": {{JsonValue.Create(RootPem).ToJsonString()}} } }""");
        yield return Webhook("MutatingWebhookConfiguration", "istio-sidecar-injector", "rev.namespace.sidecar-injector.istio.io", "/inject");
        yield return Webhook("ValidatingWebhookConfiguration", "istio-validator-istio-system", "rev.validation.istio.io", "/validate");
        foreach (var name in Proxies)
        {
            yield return With(Json($$"""
                { "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "{{name}}", "namespace": "beta", "labels": { "app": "web" }, "annotations": { "istio.io/rev": "default" } },
                  "spec": { "terminationGracePeriodSeconds": 0, "containers": [{ "name": "web", "image": "docker.io/library/web:1" }, { "name": "istio-proxy", "image": "docker.io/istio/proxyv2:{{Version}}" }] } }
                """), podFields, "spec");
        }

        foreach (var crd in Kinds.SelectMany(row => row.Names.Split(' ').Select(plural => Crd(plural, row.Group, row.Versions))))
        {
            yield return crd;
        }
    }

    // It matches nothing, so that nobody asks it.
    private JsonObject Webhook(string kind, string name, string hook, string path) => Json($$"""
        { "apiVersion": "admissionregistration.k8s.io/v1", "kind": "{{kind}}", "metadata": { "name": "{{name}}", "labels": { "istio.io/rev": "default" } },
          "webhooks": [{ "name": "{{hook}}", "failurePolicy": "Fail", "sideEffects": "None", "admissionReviewVersions": ["v1"], "rules": [],
            "clientConfig": { "service": { "name": "istiod", "namespace": "istio-system", "path": "{{path}}" }, "caBundle": "{{Bundle(RootPem)}}" } }] }
        """);

    private static JsonObject Crd(string plural, string group, string[] versions)
    {
        var singular = plural.EndsWith("ies", StringComparison.Ordinal) ? $"{plural[..^3]}y" : plural[..^1];
        return Json($$"""
            { "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "metadata": { "name": "{{plural}}.{{group}}" },
              "spec": { "group": "{{group}}", "scope": "Namespaced", "names": { "plural": "{{plural}}", "singular": "{{singular}}", "kind": "{{char.ToUpperInvariant(singular[0])}}{{singular[1..]}}" },
                "versions": [{{string.Join(", ", versions.Select((version, index) => $$"""{ "name": "{{version}}", "served": true, "storage": {{(index == 0 ? "true" : "false")}}, "schema": { "openAPIV3Schema": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } } }"""))}}] } }
            """);
    }

    private static X509Certificate2 Authority(ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest("CN=Root CA, O=Istio", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
    }

    private static JsonObject With(JsonObject item, JsonObject fields, params string[] path)
    {
        var at = path.Aggregate((JsonNode)item, (node, name) => node[name]!);
        foreach (var (name, value) in fields)
        {
            at[name] = value?.DeepClone();
        }

        return item;
    }

    private static JsonObject Inline(string text) => new() { ["inline_bytes"] = Bundle(text) };

    private static string Bundle(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
