using System.Collections.Concurrent;
using System.Text;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Tests.Certificates.Judging;

namespace Mesh.Core.Tests.Istio.Authority.Comparison;

/// <summary>What proxies trust and show, from dumps and from the proxies themselves.</summary>
public sealed class ProxyTests : IDisposable
{
    private readonly TestAuthority root = TestAuthority.Make("Root CA");
    private readonly TestAuthority old = TestAuthority.Make("Old Root CA");
    private readonly Fleet fleet = new("east", "west");
    private readonly string folder = Directory.CreateTempSubdirectory("mesh-roots-").FullName;
    private readonly TestBundle east;

    public ProxyTests() => east = Fleet.Authority(root, "east");

    [SetUp]
    public async Task InstallAsync()
    {
        await fleet.InstallAsync("east", east);
        await fleet.InstallAsync("west", Fleet.Authority(root, "west"));
    }

    public void Dispose()
    {
        fleet.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task A_dump_that_agrees_changes_nothing()
    {
        await fleet.CompareAsync(false, $"east={Write("web.json", Dump(root, Leaf(east.Signing) + east.Signing.Pem))}");

        Assert.That(fleet.Found, Is.Empty);
        Assert.That(fleet.Notes, Does.Contain("5 agree"));
    }

    [Test]
    public async Task A_proxy_of_yesterday_is_found_by_its_dump()
    {
        var before = Fleet.Authority(old, "east").Signing;
        var file = Write("web.json", Dump(old, Leaf(before) + before.Pem));

        await fleet.CompareAsync(false, $"east={file}");

        Assert.That(fleet.Found, Is.EqualTo(new[] { $"CA090 ROOTCA of {file} of east", $"CA098 {file} of east in east", $"CA098 {file} of east in west" }));
    }

    [Test]
    public async Task Clusters_can_be_compared_by_their_dumps_alone()
    {
        var other = Fleet.Authority(old, "north").Signing;
        var (one, two) = (Write("one.json", Dump(root, Leaf(east.Signing) + east.Signing.Pem, old)), Write("two.json", Dump(old, Leaf(other) + other.Pem)));
        fleet.Options = new();

        await fleet.CompareAsync(false, $"one={one}", $"two={two}");

        Assert.That(fleet.Cells, Is.EqualTo(new[] { "one→one True", "one→two False", "two→one True", "two→two True" }));
        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA093 workloads of one in two" }));
    }

    [TestCase("east", ExitCode.Usage, "--dump is 'east'")]
    [TestCase("=file", ExitCode.Usage, "--dump is '=file'")]
    [TestCase("eats=dump.json", ExitCode.Usage, "'eats', which is not among the clusters of mesh.yaml. Did you mean 'east'?")]
    [TestCase("east=missing.json", ExitCode.NoInput, "missing.json is not there")]
    public void A_dump_that_cannot_be_had_ends_the_run_before_a_cluster_is_asked(string dump, int code, string why)
    {
        fleet.Between["east"] = cluster => new Interposed(cluster) { Before = () => throw new InvalidOperationException("nothing may be asked") };
        Assert.That(() => fleet.CompareAsync(false, dump), Fails.With(code, why));
    }

    [TestCase("{")]
    [TestCase("{}")]
    [TestCase("""{ "name": "default", "tlsCertificate": { "privateKey": { "inlineString": "k" } } }""")]
    public void What_is_no_dump_is_malformed(string content) =>
        Assert.That(() => fleet.CompareAsync(false, $"east={Write("web.json", content)}"), Fails.With(ExitCode.MalformedInput, "web.json"));

    [Test]
    public async Task A_stale_proxy_is_found_by_asking()
    {
        await PodAsync("web-1");
        await PodAsync("web-2");
        var before = Fleet.Authority(old, "east").Signing;
        fleet.Between["east"] = cluster => new Interposed(cluster)
        {
            Exec = pod => new ExecResult(0, pod == "web-1" ? Dump(root, Leaf(east.Signing) + east.Signing.Pem) : Dump(old, Leaf(before) + before.Pem), ""),
        };

        await fleet.CompareAsync(askProxies: true);

        Assert.That(fleet.Found, Is.EqualTo(new[] { "CA090 ROOTCA of pod/web-2 in beta of east", "CA098 pod/web-2 in beta of east in east", "CA098 pod/web-2 in beta of east in west" }));
    }

    [Test]
    public async Task At_most_twenty_are_asked_and_those_that_do_not_answer_are_named()
    {
        for (var number = 10; number < 35; number++)
        {
            await PodAsync($"web-{number}");
        }

        var asked = new ConcurrentDictionary<string, bool>();
        fleet.Between["east"] = cluster => new Interposed(cluster) { Exec = pod => Told(asked, pod) == "web-10" ? new ExecResult(1, "", "connection refused\n") : throw new MeshException(ExitCode.NoInput, "it is gone", "") };

        await fleet.CompareAsync(askProxies: true);

        Assert.That(asked, Has.Count.EqualTo(20));
        Assert.That(fleet.Notes, Does.Contain("pilot-agent ended with 1: connection refused").And.Contain("it is gone").And.Contain("east: 5 of 25 proxies, which were not asked"));
        Assert.That(fleet.Ended.Status, Is.EqualTo(StepStatus.NotEvaluated));
    }

    private static string Told(ConcurrentDictionary<string, bool> asked, string pod)
    {
        asked[pod] = true;
        return pod;
    }

    [Test]
    public async Task Where_nothing_may_be_run_in_pods_the_rest_is_still_compared()
    {
        await PodAsync("web-1");
        fleet.Between["east"] = cluster => new Interposed(cluster) { Exec = _ => throw new MeshException(ExitCode.Forbidden, "pods/exec is forbidden", "Grant it") };

        await fleet.CompareAsync(askProxies: true);

        Assert.That(fleet.Notes, Does.Contain("not evaluated: east: proxies: pods/exec is forbidden"));
        Assert.That(fleet.Cells, Does.Contain("east→west True"));
    }

    [Test]
    public async Task A_key_in_a_dump_is_masked()
    {
        var key = TestAuthority.Make("Leaf", east.Signing).KeyPem;
        var file = Write("web.json", Dump(root, Leaf(east.Signing) + east.Signing.Pem).Replace("[redacted]", key.ReplaceLineEndings("\\n"), StringComparison.Ordinal));

        await fleet.CompareAsync(false, $"east={file}");

        Assert.That(fleet.Journal.Secrets.Mask(key), Does.Not.Contain(key.Split('\n')[1]));
    }

    private async Task PodAsync(string name)
    {
        await fleet.PutAsync("east", Fleet.Json($$"""{ "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "{{name}}", "namespace": "beta" }, "spec": { "containers": [{ "name": "web", "image": "docker.io/web:1" }, { "name": "istio-proxy", "image": "docker.io/istio/proxyv2:1.29.0" }] } }"""));
        fleet.Time.Advance(TimeSpan.FromSeconds(30));
    }

    private string Write(string name, string content)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, content);
        return path;
    }

    private static string Leaf(TestAuthority issuer) => TestAuthority.Make("Workload", issuer, plan =>
    {
        plan.Authority = false;
        plan.KeyUsage = System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.DigitalSignature | System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.KeyEncipherment;
        plan.ExtendedKeyUsage = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];
        plan.NotAfter = TestAuthority.Now.AddDays(1);
        var names = new System.Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder();
        names.AddUri(new Uri("spiffe://cluster.local/ns/beta/sa/web"));
        plan.Extensions.Add(names.Build());
    }).Pem;

    private static string Dump(TestAuthority trusted, string chain, params TestAuthority[] more) => $$"""
        { "configs": [
          { "@type": "type.googleapis.com/envoy.admin.v3.SecretsConfigDump.DynamicSecret", "name": "default", "secret": { "name": "default",
            "tls_certificate": { "certificate_chain": { "inline_bytes": "{{Base64(chain)}}" }, "private_key": { "inline_string": "[redacted]" } } } },
          { "@type": "type.googleapis.com/envoy.admin.v3.SecretsConfigDump.DynamicSecret", "name": "ROOTCA", "secret": { "name": "ROOTCA",
            "validation_context": { "trusted_ca": { "inline_bytes": "{{Base64(string.Concat(more.Prepend(trusted).Select(one => one.Pem)))}}" } } } } ] }
        """;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
