using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;
using Mesh.Core.Tests.Certificates.Judging;

namespace Mesh.Core.Tests.Istio.Authority;

/// <summary>A cluster in memory with an istiod that reads its secrets when it is restarted, tells namespaces what to trust, and proxies that say what they trust.</summary>
internal sealed class LiveMesh(ICluster inner) : ICluster
{
    public const string Ns = "istio-system";

    private readonly List<string> writes = [];
    private byte[]? told;
    private string log = "";
    private X509Certificate2? signer;
    private string leaf = "";
    private int execs;

    /// <summary>Every write that was sent and was no question: <c>patch secret/cacerts</c>.</summary>
    public IReadOnlyList<string> Writes => writes;

    /// <summary>Every write that was a question.</summary>
    public List<string> Questions { get; } = [];

    /// <summary>False for an istiod whose pods' logs and ConfigMap say nothing.</summary>
    public bool Speaks { get; set; } = true;

    /// <summary>False for an istiod that goes on as before when it is restarted, and proxies that do so with it.</summary>
    public bool Obeys { get; set; } = true;

    /// <summary>What the proxy of a pod answers instead of its dump.</summary>
    public Func<string, ExecResult?> Proxy { get; set; } = _ => null;

    /// <summary>Called before a write is made, with its text.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called after a write was made, with its text.</summary>
    public Action<string> After { get; set; } = _ => { };

    public int Execs => execs;

    public string Context => inner.Context;

    public string Server => inner.Server;

    public IIdentityReviews Reviews => inner.Reviews;

    /// <summary>istiod starts: it takes cacerts where it is whole, else its own CA.</summary>
    public async Task StartIstiodAsync()
    {
        var (plugged, own) = (await SecretAsync("cacerts"), await SecretAsync("istio-ca-secret"));
        var files = plugged ?? own;
        if (files is null || !Obeys)
        {
            return;
        }

        log = plugged is not null ? "2026-11-21T08:00:00Z\tinfo\tUse plugged-in cert at etc/cacerts/ca-key.pem\n" : "info\tNo plugged-in cert at etc/cacerts/ca-key.pem; self-signed cert is used\n";
        told = plugged is not null ? files["root-cert.pem"] : files["ca-cert.pem"];
        signer = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(files["ca-cert.pem"]), Encoding.ASCII.GetString(files["ca-key.pem"]));
        if (leaf.Length == 0)
        {
            Renew();
        }
    }

    /// <summary>Every proxy gets a new certificate.</summary>
    public void Renew()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri("spiffe://cluster.local/ns/beta/sa/web"));
        var request = new CertificateRequest("", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        leaf = request.Create(signer!.SubjectName, X509SignatureGenerator.CreateForECDsa(signer.GetECDsaPrivateKey()!), TestAuthority.Now.AddMinutes(-2), TestAuthority.Now.AddHours(24), [7, 7]).ExportCertificatePem();
    }

    public async Task<Dictionary<string, byte[]>?> SecretAsync(string name) =>
        (await inner.GetAsync(ResourceKind.Secret, Ns, name, default))?.Texts("data").ToDictionary(file => file.Key, file => Convert.FromBase64String(file.Value));

    /// <summary>Writes a secret as someone else would.</summary>
    public Task PutAsync(string name, IReadOnlyDictionary<string, byte[]> files, JsonObject? annotations = null) => inner.CreateAsync(ResourceKind.Secret, new JsonObject
    {
        ["apiVersion"] = "v1", ["kind"] = "Secret",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = Ns, ["labels"] = new JsonObject { ["team"] = "mesh" }, ["annotations"] = annotations ?? [] },
        ["data"] = new JsonObject(files.Select(file => KeyValuePair.Create<string, JsonNode?>(file.Key, Convert.ToBase64String(file.Value)))),
    }, false, default);

    public Task<KubeVersion> GetVersionAsync(CancellationToken cancellation) => inner.GetVersionAsync(cancellation);

    public Task<ResourceKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellation) => inner.FindKindAsync(apiVersion, kind, cancellation);

    public Task<JsonObject?> GetAsync(ResourceKind kind, string? ns, string name, CancellationToken cancellation) =>
        kind == ResourceKind.ConfigMap && told is not null && Speaks ? Task.FromResult<JsonObject?>(Map(ns!)) : inner.GetAsync(kind, ns, name, cancellation);

    public async IAsyncEnumerable<JsonObject> ListAsync(ResourceKind kind, ListQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (kind == ResourceKind.ConfigMap && told is not null && Speaks)
        {
            yield return Map(Ns);
            yield return Map("beta");
            yield break;
        }

        await foreach (var item in inner.ListAsync(kind, query, cancellation))
        {
            yield return item;
        }
    }

    public IAsyncEnumerable<WatchEvent> WatchAsync(ResourceKind kind, ListQuery query, TimeSpan patience, CancellationToken cancellation) => inner.WatchAsync(kind, query, patience, cancellation);

    public Task<JsonObject> CreateAsync(ResourceKind kind, JsonObject body, bool dryRun, CancellationToken cancellation) =>
        WriteAsync($"create {kind.Kind.ToLowerInvariant()}/{body.Name()}", dryRun, () => inner.CreateAsync(kind, body, dryRun, cancellation));

    public Task<JsonObject> ApplyAsync(ResourceKind kind, JsonObject body, bool dryRun, bool force, CancellationToken cancellation) =>
        WriteAsync($"apply {kind.Kind.ToLowerInvariant()}/{body.Name()}", dryRun, () => inner.ApplyAsync(kind, body, dryRun, force, cancellation));

    public async Task<JsonObject> PatchAsync(ResourceKind kind, string? ns, string name, PatchType type, JsonNode patch, bool dryRun, CancellationToken cancellation) =>
        await WriteAsync($"patch {kind.Kind.ToLowerInvariant()}/{name}", dryRun, async () =>
        {
            var answer = await inner.PatchAsync(kind, ns, name, type, patch, dryRun, cancellation);
            if (kind == ResourceKind.Deployment && !dryRun)
            {
                await StartIstiodAsync();
            }

            return answer;
        });

    public Task DeleteAsync(ResourceKind kind, string? ns, string name, bool dryRun, CancellationToken cancellation) => WriteAsync($"delete {kind.Kind.ToLowerInvariant()}/{name}", dryRun, async () =>
    {
        await inner.DeleteAsync(kind, ns, name, dryRun, cancellation);
        return new JsonObject();
    });

    public Task<string> GetLogsAsync(string ns, string pod, string container, int tailLines, bool previous, CancellationToken cancellation) =>
        pod.StartsWith("istiod", StringComparison.Ordinal) && Speaks ? Task.FromResult(log) : inner.GetLogsAsync(ns, pod, container, tailLines, previous, cancellation);

    public async Task<ExecResult> ExecAsync(string ns, string pod, string container, IReadOnlyList<string> command, CancellationToken cancellation)
    {
        // Proxies are asked side by side.
        Interlocked.Increment(ref execs);
        if (Proxy(pod) is { } answer)
        {
            return answer;
        }

        await Task.CompletedTask;
        return new(0, Dump(leaf, Encoding.ASCII.GetString(told!)), "");
    }

    public Task<string> GetRawAsync(string path, CancellationToken cancellation) => inner.GetRawAsync(path, cancellation);

    public Task<bool> IsAllowedAsync(AccessRule rule, CancellationToken cancellation) => inner.IsAllowedAsync(rule, cancellation);

    public string Dump(string? roots = null) => Dump(leaf, roots ?? Encoding.ASCII.GetString(told!));

    private static string Dump(string chain, string roots) => new JsonObject
    {
        ["configs"] = new JsonArray(
            new JsonObject { ["name"] = "default", ["secret"] = new JsonObject { ["name"] = "default", ["tls_certificate"] = new JsonObject { ["certificate_chain"] = Inline(chain), ["private_key"] = Inline("[redacted]") } } },
            new JsonObject { ["name"] = "ROOTCA", ["secret"] = new JsonObject { ["name"] = "ROOTCA", ["validation_context"] = new JsonObject { ["trusted_ca"] = Inline(roots) } } }),
    }.ToJsonString();

    private static JsonObject Inline(string text) => new() { ["inline_bytes"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(text)) };

    private JsonObject Map(string ns) => new() { ["metadata"] = new JsonObject { ["name"] = LiveAuthority.TrustName, ["namespace"] = ns }, ["data"] = new JsonObject { ["root-cert.pem"] = Encoding.ASCII.GetString(told!) } };

    private async Task<T> WriteAsync<T>(string text, bool dryRun, Func<Task<T>> write)
    {
        if (dryRun)
        {
            Questions.Add(text);
            return await write();
        }

        await Before(text);
        var answer = await write();
        writes.Add(text);
        After(text);
        return answer;
    }
}
