using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Helm.Clearing;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;
using Mesh.Core.Tests.Delivery;

namespace Mesh.Core.Tests.Helm.Clearing;

/// <summary>The proof, on charts that are functions from values to objects.</summary>
public sealed class ReleaseClearingTests
{
    private static readonly HelmTarget Target = new("locust", null);
    private static readonly JsonObject Defaults = (JsonObject)JsonNode.Parse("""{"image":"a:1","limits":{"cpu":"2","memory":"1Gi"},"rules":{"one":{"port":6379},"two":{"port":80}},"scaling":{"enabled":true,"max":5}}""")!;

    [Test]
    public async Task A_chart_that_honours_nulls_installs_what_it_renders()
    {
        var (cleared, journal) = await ProveAsync(new Chart(Honest), "limits.cpu", "rules.one", "scaling");

        Assert.That(cleared.Release.Manifest, Is.Null);
        Assert.That(journal.Findings, Is.Empty);
    }

    [Test]
    public async Task What_a_chart_puts_back_is_taken_out_of_every_object()
    {
        var (cleared, journal) = await ProveAsync(new Chart(Stubborn), "limits.cpu", "rules.one", "scaling");

        var objects = ManifestSet.Parse(cleared.Release.Manifest!, "test").Objects;
        Assert.That(objects.Select(item => item.Subject), Is.EqualTo(new[] { "deployment/web", "service/web" }));
        Assert.That(objects[0].Body["spec"]!.ToJsonString(), Is.EqualTo("""{"image":"a:1","limits":{"memory":"1Gi"},"rules":"two"}"""));
        Assert.That(objects[1].Body["spec"]!.ToJsonString(), Is.EqualTo("""{"ports":[{"name":"two","port":80}]}"""));
        Assert.That(journal.Findings.Single().Code, Is.EqualTo("HLM002"));
    }

    [Test]
    public async Task A_null_that_comes_out_as_null_counts_as_being_there()
    {
        var (cleared, _) = await ProveAsync(new Chart(values => [Deployment(new JsonObject { ["image"] = "a:1", ["limits"] = new JsonObject { ["cpu"] = values["limits"]?["cpu"]?.DeepClone(), ["memory"] = "1Gi" } })]), "limits.cpu");

        Assert.That(ManifestSet.Parse(cleared.Release.Manifest!, "test").Objects.Single().Body["spec"]!.ToJsonString(), Is.EqualTo("""{"image":"a:1","limits":{"memory":"1Gi"}}"""));
    }

    [Test]
    public async Task What_is_left_empty_goes_as_well()
    {
        var (cleared, _) = await ProveAsync(new Chart(values => [Deployment(new JsonObject { ["image"] = "a:1", ["limits"] = values["limits"]?.DeepClone() ?? new JsonObject() })]), "limits");

        Assert.That(ManifestSet.Parse(cleared.Release.Manifest!, "test").Objects.Single().Body["spec"]!.ToJsonString(), Is.EqualTo("""{"image":"a:1"}"""));
    }

    [Test]
    public async Task A_hash_over_the_values_may_stay_as_long_as_it_is_another()
    {
        var (cleared, _) = await ProveAsync(new Chart(values => [Deployment(new JsonObject { ["hash"] = values.ToJsonString().GetHashCode(StringComparison.Ordinal), ["image"] = "a:1" })]), "limits.cpu");

        Assert.That(cleared.Release.Manifest, Is.Null);
    }

    [Test]
    public void A_default_that_a_template_decides_by_is_refused()
    {
        var chart = new Chart(values => [Deployment(new JsonObject { ["image"] = "x", ["kind"] = values["image"]?.ToString() is null or "a:1" ? "first" : "second" })]);

        Assert.That(() => ProveAsync(chart, "image"), Fails.With(ExitCode.FindingsFound, "decides by a cleared default"));
    }

    [Test]
    public void A_chart_that_takes_no_other_value_and_keeps_it_is_refused()
    {
        var chart = new Chart(values => values["limits"]?["cpu"]?.ToString() is null or "2" ? [Deployment(new JsonObject { ["cpu"] = "2" })] : throw new MeshException(1, "schema", "Mend it"));

        Assert.That(() => ProveAsync(chart, "limits.cpu"), Fails.With(ExitCode.FindingsFound, "takes no other value for limits.cpu"));
    }

    [Test]
    public async Task A_chart_that_takes_no_other_value_and_drops_it_passes()
    {
        var chart = new Chart(values => values["limits"]?["cpu"]?.ToString() is { } cpu ? cpu == "2" ? [Deployment(new JsonObject { ["cpu"] = cpu })] : throw new MeshException(1, "schema", "Mend it") : [Deployment([])]);

        Assert.That((await ProveAsync(chart, "limits.cpu")).Cleared.Release.Manifest, Is.Null);
    }

    [Test]
    public async Task A_chart_that_cannot_do_without_is_rendered_with_it_and_relieved_of_it()
    {
        var chart = new Chart(values => values["scaling"] is JsonObject scaling ? [Deployment(new JsonObject { ["image"] = "x", ["max"] = scaling["max"]?.DeepClone() })] : throw new MeshException(1, "nil pointer", "Mend it"));

        var (cleared, _) = await ProveAsync(chart, "scaling");

        Assert.That(ManifestSet.Parse(cleared.Release.Manifest!, "test").Objects.Single().Body["spec"]!.ToJsonString(), Is.EqualTo("""{"image":"x"}"""));
    }

    [Test]
    public void Where_helm_cannot_post_render_chart_and_version_are_named() =>
        Assert.That(() => ProveAsync(new Chart(Stubborn) { Why = "helm 3.8.0 gives a post-renderer no arguments" }, "limits.cpu"), Fails.With(ExitCode.FindingsFound, "chart stub 1.2.3 puts back").And.Message.Contains("helm 3.8.0"));

    [Test]
    public async Task What_is_installed_is_looked_at_again()
    {
        var chart = new Chart(Honest);
        var (cleared, journal) = await ProveAsync(chart, "limits.cpu");
        var clearing = new ReleaseClearing(chart, journal);

        chart.Installed = Chart.Write(Honest(MergePatch.Apply(Defaults, new JsonObject { ["limits"] = new JsonObject { ["cpu"] = null } })!.AsObject()));
        Assert.That(() => clearing.ProveInstalledAsync(Target, cleared, default), Throws.Nothing);
        chart.Installed = Chart.Write(Honest(Defaults));
        Assert.That(() => clearing.ProveInstalledAsync(Target, cleared, default), Fails.With(ExitCode.FindingsFound, "as installed"));
    }

    private static async Task<(ClearedRelease Cleared, RunJournal Journal)> ProveAsync(Chart chart, params string[] clear)
    {
        var journal = new RunJournal(TimeProvider.System, new Secrets());
        return (await new ReleaseClearing(chart, journal).ProveAsync(Target, new HelmRelease("web", "stub", "beta") { Clear = clear }, default), journal);
    }

    private static List<JsonObject> Stubborn(JsonObject values) => Honest((JsonObject)MergePatch.Apply(Defaults, WithoutNulls(values))!);

    private static JsonObject WithoutNulls(JsonObject map) =>
        new(map.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value is JsonObject inner ? WithoutNulls(inner) : pair.Value?.DeepClone())));

    private static List<JsonObject> Honest(JsonObject values)
    {
        var rules = (values["rules"] as JsonObject ?? []).Where(rule => rule.Value is not null).OrderBy(rule => rule.Key, StringComparer.Ordinal).ToList();
        var all = new List<JsonObject>
        {
            Deployment(new JsonObject { ["image"] = values["image"]?.DeepClone(), ["limits"] = values["limits"]?.DeepClone(), ["rules"] = "two" }),
            Object("Service", "web", new JsonObject { ["ports"] = new JsonArray([.. rules.Select(rule => new JsonObject { ["name"] = rule.Key, ["port"] = rule.Value!["port"]?.DeepClone() })]) }),
        };
        if ((bool?)values["scaling"]?["enabled"] == true)
        {
            all.Add(Object("HorizontalPodAutoscaler", "web", new JsonObject { ["max"] = values["scaling"]!["max"]?.DeepClone() }));
        }

        return all;
    }

    private static JsonObject Deployment(JsonObject spec) => Object("Deployment", "web", spec);

    private static JsonObject Object(string kind, string name, JsonObject spec) => new() { ["apiVersion"] = "v1", ["kind"] = kind, ["metadata"] = new JsonObject { ["name"] = name }, ["spec"] = spec };

    /// <summary>A helm whose only chart is a function; it hands nulls on as helm does where a chart's default is cleared.</summary>
    private sealed class Chart(Func<JsonObject, IReadOnlyList<JsonObject>> render) : IHelm
    {
        public string? Why { get; init; }

        public string Installed { get; set; } = "";

        public static string Write(IEnumerable<JsonObject> objects) => string.Join("---\n", objects.Select(YamlText.Of));

        public Task<string> GetVersionAsync(CancellationToken cancellation) => Task.FromResult("3.10.1");

        public Task<string?> WhyNoManifestAsync(CancellationToken cancellation) => Task.FromResult(Why);

        public Task<InstalledRelease?> FindAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<InstalledRelease>> ListAsync(HelmTarget target, string? ns, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<JsonObject> GetValuesAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<ChartInfo> ShowChartAsync(HelmRelease release, CancellationToken cancellation) => Task.FromResult(new ChartInfo("stub", "1.2.3", null));

        public Task<JsonObject> ShowValuesAsync(HelmRelease release, CancellationToken cancellation) => Task.FromResult((JsonObject)Defaults.DeepClone());

        public Task<string> GetManifestAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => Task.FromResult(Installed);

        public Task<string> RenderAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation)
        {
            var values = MergePatch.Apply(MergePatch.Apply(Defaults, ValuesOverlay.Of(release, []) ?? []), release.Trial ?? [])!.AsObject();
            return Task.FromResult(release.Manifest ?? Write(render(values)));
        }

        public Task<string> RenderOfflineAsync(HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

        public Task UpgradeAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();

        public Task RollbackAsync(HelmTarget target, HelmRelease release, int revision, CancellationToken cancellation) => throw new NotSupportedException();

        public Task UninstallAsync(HelmTarget target, HelmRelease release, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
