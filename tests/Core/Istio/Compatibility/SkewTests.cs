using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Compatibility;
using Mesh.Core.Istio.Compatibility.Skew;

namespace Mesh.Core.Tests.Istio.Compatibility;

/// <summary>Control planes against proxies, and against the version wanted.</summary>
public sealed class SkewTests
{
    [TestCase("1.28.1", "1.28.3", "")]
    [TestCase("1.28.1", "1.27.3-distroless", "")]
    [TestCase("1.28.1", "1.29.0", "VER009 Error")]
    [TestCase("1.28.1", "1.26.0", "VER010 Warning")]
    [TestCase("1.28.1", "1.24.0", "VER010 Warning")]
    [TestCase("1.28.1", "2.0.0", "VER009 Error")]
    [TestCase("1.28.1", "custom", "VER014 Warning")]
    [TestCase("custom", "1.28.0", "VER014 Warning")]
    public async Task A_proxy_is_as_new_as_its_control_plane_or_one_minor_version_older(string istiod, string proxy, string codes)
    {
        using var stage = new CheckStage("2026-03-01", objects: CheckStage.Istiod(istiod) + "\n" + CheckStage.Workload(proxy));
        var (istiods, pods) = await ReadAsync(stage);
        Assert.That(string.Join(',', ProxySkew.Of(istiods, pods.Proxies).Select(finding => $"{finding.Code} {finding.Severity}")), Is.EqualTo(codes));
    }

    [Test]
    public async Task A_proxy_is_compared_with_the_revision_that_injected_it()
    {
        using var stage = new CheckStage("2026-03-01", objects: string.Join('\n',
            CheckStage.Istiod("1.27.1"),
            CheckStage.Istiod("1.29.0", "istiod-new", "app: istiod, istio.io/rev: new"),
            CheckStage.Workload("1.29.0", "behind", """sidecar.istio.io/status: '{"revision":"default"}'"""),
            CheckStage.Workload("1.29.0", "right", """sidecar.istio.io/status: '{"revision":"new"}'"""),
            CheckStage.Workload("1.27.1", "old", "istio.io/rev: new"),
            CheckStage.Workload("1.28.0", "unknown", "sidecar.istio.io/status: no-json")));
        var (istiods, pods) = await ReadAsync(stage);
        var found = ProxySkew.Of(istiods, pods.Proxies).Select(finding => $"{finding.Code} {finding.Subject[..finding.Subject.IndexOf('-', StringComparison.Ordinal)]}: {finding.Evidence}").ToList();
        Assert.That(found, Is.EquivalentTo(new[]
        {
            "VER009 2 proxies (beta/behind: 1.29.0 where deployment/istiod in istio-system is 1.27.1",
            "VER010 2 proxies (beta/old: 1.27.1 where deployment/istiod-new in istio-system is 1.29.0: 2 minor versions, 1 allowed",
        }));
    }

    [Test]
    public async Task Without_a_control_plane_proxies_are_told_and_not_judged()
    {
        using var stage = new CheckStage("2026-03-01", objects: CheckStage.Workload("1.20.0"));
        await stage.CheckAsync("1.29.0");
        Assert.That(stage.Codes, Is.Empty);
        Assert.That(stage.Notes, Does.Contain("proxies    1.20.0, revision not known: 2 proxies (beta/web-"));
    }

    [TestCase("1.28.0", "1.29.0", "canary", null, "")]
    [TestCase("1.27.0", "1.29.0", "canary", null, "VER012 Warning")]
    [TestCase("1.27.0", "1.29.0", "canary", "default", "VER011 Error")]
    [TestCase("1.27.0", "1.29.0", "in-place", null, "VER011 Error")]
    [TestCase("1.30.0", "1.29.0", "canary", null, "VER013 Error")]
    [TestCase("1.29.3", "1.29.0", "canary", null, "VER013 Warning")]
    public async Task The_step_to_the_version_wanted_is_judged(string running, string wanted, string form, string? revision, string codes)
    {
        using var stage = new CheckStage("2026-06-01", objects: CheckStage.Istiod(running));
        try
        {
            await stage.CheckAsync(wanted, with: istio => istio with { Upgrade = new() { Form = form }, Revision = revision });
        }
        catch (MeshException)
        {
            // What is found is what counts here.
        }

        Assert.That(string.Join(',', stage.Codes), Is.EqualTo(codes));
    }

    [Test]
    public async Task In_place_the_proxies_that_would_be_left_behind_are_an_error()
    {
        using var stage = new CheckStage("2026-06-01", objects: CheckStage.Istiod("1.28.0") + "\n" + CheckStage.Workload("1.27.0"));
        Assert.That(() => stage.CheckAsync("1.29.0", with: istio => istio with { Upgrade = new() { Form = "in-place" } }), Fails.With(ExitCode.FindingsFound, "VER010"));
        Assert.That(stage.Found("VER010").Evidence, Is.EqualTo("1.27.0, and istiod would be 1.29 after this run: 2 minor versions, 1 allowed"));
        await stage.CheckAsync("1.29.0", with: istio => istio with { Upgrade = new() { Form = "canary" } });
    }

    [Test]
    public void A_label_says_the_version_of_an_istiod_that_is_pinned()
    {
        var istiod = Istiod.Of(new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = "istiod", ["namespace"] = "istio-system", ["labels"] = new JsonObject { ["app.kubernetes.io/version"] = "1.28.2" } },
            ["spec"] = JsonNode.Parse($$"""{ "template": { "spec": { "containers": [{ "name": "discovery", "image": "hub/pilot@sha256:{{new string('a', 64)}}" }] } } }"""),
        });
        Assert.That((istiod.Version, istiod.Revision), Is.EqualTo(("1.28.2", "default")));
        Assert.That(Istiod.Of([]).Version, Is.Null);
    }

    private static async Task<(IReadOnlyList<Istiod> Istiods, PodSurvey Pods)> ReadAsync(CheckStage stage) =>
        (await Istiod.ListAsync(stage.Cluster, "istio-system", default), await PodSurvey.ReadAsync(stage.Cluster, default));
}
