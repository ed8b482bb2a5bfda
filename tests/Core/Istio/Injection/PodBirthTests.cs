using System.Text.Json.Nodes;
using Mesh.Core.Istio.Injection;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Tests.Istio.Injection;

/// <summary>Why a pod has missed its proxy: what was not there yet when it was born.</summary>
public sealed class PodBirthTests
{
    private static readonly JsonObject Space = Json("""
        { "metadata": { "name": "beta", "labels": { "istio-injection": "enabled" }, "managedFields": [
          { "manager": "kubectl", "time": "2026-11-21T06:00:00Z", "fieldsV1": { "f:metadata": { "f:labels": { "f:istio-injection": {} } } } },
          { "manager": "other", "time": "2026-11-21T07:00:00Z", "fieldsV1": { "f:metadata": { "f:labels": { "f:team": {} } } } }] } }
        """);

    [TestCase("2026-11-21T04:00:00Z", "Fail", "born 2026-11-21 04:00:00Z, before istio-sidecar-injector was there (2026-11-21 05:00:00Z)")]
    [TestCase("2026-11-21T05:30:00Z", "Fail", "born 2026-11-21 05:30:00Z, before the labels of namespace beta were as they are (2026-11-21 06:00:00Z)")]
    [TestCase("2026-11-21T06:30:00Z", "Ignore", "born 2026-11-21 06:30:00Z, while the injector did not answer, which failurePolicy Ignore passes over")]
    [TestCase("2026-11-21T06:30:00Z", "Fail", "born 2026-11-21 06:30:00Z, while no webhook selected it, or before its template said what it says")]
    public async Task The_first_of_them_is_said(string born, string policy, string why)
    {
        // Its istiods are unknown here.
        using var stage = new InjectionStage([], istiods: 0);
        var injectors = await MeshInjectors.ReadAsync(stage.Cluster, "istio-system", default);
        var hook = injectors.Hooks[0] with { Created = DateTimeOffset.Parse("2026-11-21T05:00:00Z", System.Globalization.CultureInfo.InvariantCulture), Body = Json($$"""{ "failurePolicy": "{{policy}}" }""") };
        Assert.That(PodBirth.Of(Pod(born), Space, hook, injectors), Is.EqualTo(why));
    }

    [Test]
    public async Task Before_the_oldest_istiod_of_today_is_said_too()
    {
        using var stage = new InjectionStage([]);
        var injectors = await MeshInjectors.ReadAsync(stage.Cluster, "istio-system", default);
        var started = injectors.StartedOf("default");
        Assert.That(started, Is.Not.Null);
        Assert.That(PodBirth.Of(Pod("2026-11-21T06:30:00Z"), Space, injectors.Hooks[0] with { Created = null }, injectors), Does.StartWith("born 2026-11-21 06:30:00Z, before any istiod that runs today started (2026-11-21 07:5"));
    }

    private static LivePod Pod(string born) => LivePod.Of(Json($$"""{ "metadata": { "name": "web", "namespace": "beta", "creationTimestamp": "{{born}}" }, "spec": { "containers": [{ "name": "web", "image": "web:1" }] } }"""));

    private static JsonObject Json(string text) => (JsonObject)JsonNode.Parse(text)!;
}
