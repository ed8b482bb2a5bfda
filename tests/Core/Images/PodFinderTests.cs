using Mesh.Core.Helm;
using Mesh.Core.Images.Pods;

namespace Mesh.Core.Tests.Images;

/// <summary>Pods in what helm renders.</summary>
public sealed class PodFinderTests
{
    private const string Spec = "{ containers: [{ name: main, image: a }] }";

    [TestCase("v1", "Pod", Spec)]
    [TestCase("v1", "ReplicationController", "{ template: { spec: " + Spec + " } }")]
    [TestCase("apps/v1", "Deployment", "{ template: { spec: " + Spec + " } }")]
    [TestCase("apps/v1", "ReplicaSet", "{ template: { spec: " + Spec + " } }")]
    [TestCase("apps/v1", "StatefulSet", "{ template: { spec: " + Spec + " } }")]
    [TestCase("apps/v1", "DaemonSet", "{ template: { spec: " + Spec + " } }")]
    [TestCase("batch/v1", "Job", "{ template: { spec: " + Spec + " } }")]
    [TestCase("batch/v1", "CronJob", "{ jobTemplate: { spec: { template: { spec: " + Spec + " } } } }")]
    public void Every_kind_of_workload_is_known(string apiVersion, string kind, string spec)
    {
        var pod = Find($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{ name: web }}\nspec: {spec}").Single();
        Assert.That((pod.Subject, pod.IsKnown, pod.Images.Single()), Is.EqualTo(($"{kind.ToLowerInvariant()}/web in beta", true, ("container main", "a"))));
    }

    [TestCase("argoproj.io/v1alpha1", "Rollout", "{ template: { spec: " + Spec + " } }")]
    [TestCase("kafka.strimzi.io/v1", "Kafka", "{ deep: [[{ er: { pods: [" + Spec + "] } }]] }")]
    [TestCase("example.com/v1", "Deployment", Spec)]
    [TestCase("monitoring.coreos.com/v1", "Prometheus", "{ initContainers: [{ name: main, image: a }] }")]
    public void A_custom_resource_is_known_by_its_shape(string apiVersion, string kind, string spec) =>
        Assert.That(Find($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{ name: web }}\nspec: {spec}").Single(), Has.Property(nameof(Pod.IsKnown)).False);

    [TestCase("apiextensions.k8s.io/v1", "CustomResourceDefinition", "spec: " + Spec)]
    [TestCase("v1", "ConfigMap", "data: " + Spec)]
    [TestCase("v1", "Secret", "stringData: " + Spec)]
    [TestCase("v1", "Service", "spec: { ports: [{ name: http }] }")]
    [TestCase("example.com/v1", "Widget", "spec: { containers: many }")]
    [TestCase("example.com/v1", "Widget", "spec: { containers: [one, { name: two }] }")]
    public void What_never_becomes_a_pod_is_none(string apiVersion, string kind, string rest) =>
        Assert.That(Find($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{ name: web }}\n{rest}"), Is.Empty);

    [TestCase("test", false)]
    [TestCase("test-success", false)]
    [TestCase("pre-upgrade", true)]
    [TestCase("test, post-install", true)]
    public void Hooks_run_but_for_tests(string hook, bool runs) =>
        Assert.That(Find($"apiVersion: v1\nkind: Pod\nmetadata: {{ name: web, annotations: {{ helm.sh/hook: '{hook}' }} }}\nspec: {Spec}"), runs ? Is.Not.Empty : Is.Empty);

    [Test]
    public void All_containers_and_image_volumes_of_a_pod_are_named()
    {
        var pod = Find("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: web, namespace: gamma }
            spec:
              template:
                metadata: { labels: { app: web } }
                spec:
                  initContainers: [{ name: migrate, image: a }, { name: proxy, image: b, restartPolicy: Always }]
                  containers: [{ name: main, image: c }, { name: filled-in }]
                  ephemeralContainers: [{ name: debug, image: d }]
                  volumes: [{ name: model, image: { reference: e } }, { name: cache, emptyDir: {} }]
            """).Single();
        Assert.Multiple(() =>
        {
            Assert.That(pod.Images, Is.EqualTo([("init container migrate", "a"), ("init container proxy", "b"), ("container main", "c"), ("ephemeral container debug", "d"), ("volume model", "e")]));
            Assert.That(pod.Describe("container main"), Is.EqualTo("deployment/web in gamma, container main (release web)"));
            Assert.That(pod.Metadata["labels"]!["app"]!.ToString(), Is.EqualTo("web"));
        });
    }

    private static List<Pod> Find(string yaml) => [.. ManifestSet.Parse(yaml, "a test").Objects.SelectMany(item => PodFinder.In(item, "web", "beta"))];
}
