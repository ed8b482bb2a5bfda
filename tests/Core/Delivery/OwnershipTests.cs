using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Delivery;

/// <summary>Objects that are there and not the release's own, where helm's own checks are not asked: in the sandbox, which refuses them as helm does.</summary>
public sealed class OwnershipTests
{
    private const string Charts = """
        contexts: [{ name: locust }]
        charts:
          - chart: ./charts/web
            manifests:
              - { apiVersion: v1, kind: ConfigMap, metadata: { name: one }, data: { a: "1" } }
              - { apiVersion: v1, kind: ConfigMap, metadata: { name: two }, data: { b: "1" } }
        objects:
          - { apiVersion: v1, kind: Namespace, metadata: { name: beta } }
        """;

    [TestCase("", "", "HLM010", "kubectl label configmaps two --namespace beta --context locust --overwrite app.kubernetes.io/managed-by=Helm && kubectl annotate configmaps two --namespace beta --context locust --overwrite meta.helm.sh/release-name=web meta.helm.sh/release-namespace=beta")]
    [TestCase("app.kubernetes.io/managed-by: Helm", "", "HLM010", "would create it")]
    [TestCase("app.kubernetes.io/managed-by: Helm", "meta.helm.sh/release-name: web, meta.helm.sh/release-namespace: other", "HLM011", "it belongs to release web in other")]
    public void A_foreign_object_is_76_before_helm_runs(string labels, string annotations, string code, string evidence)
    {
        using var desk = new Desk(With(labels, annotations));

        Assert.That(() => RunAsync(desk), Fails.With(ExitCode.Refused, "would create what is there already and not its own: configmap/two in beta"));
        Assert.Multiple(() =>
        {
            Assert.That(desk.Journal.Findings.Single().Code, Is.EqualTo(code));
            Assert.That(desk.Journal.Findings.Single().Evidence, Does.Contain(evidence));
            Assert.That(desk.Helm.Calls, Has.None.StartsWith("upgrade"));
        });
    }

    [Test]
    public async Task One_that_carries_the_releases_marks_is_taken([Values(DryRun.Off, DryRun.Server)] DryRun dryRun)
    {
        using var desk = new Desk(With("app.kubernetes.io/managed-by: Helm", "meta.helm.sh/release-name: web, meta.helm.sh/release-namespace: beta"), dryRun == DryRun.Off ? DryRun.Off : DryRun.Client);
        await RunAsync(desk);
        Assert.That(desk.Journal.Findings, Is.Empty);
    }

    private static string With(string labels, string annotations) => $"{Charts}\n  - {{ apiVersion: v1, kind: ConfigMap, metadata: {{ name: two, namespace: beta, labels: {{ {labels} }}, annotations: {{ {annotations} }} }}, data: {{ b: \"0\" }} }}\n";

    private static Task<IReadOnlyList<JsonObject>> RunAsync(Desk desk) => desk.Upgrade.RunAsync(
        new MeshOptions { Cluster = Desk.On, Releases = [new ReleaseOptions { Name = "web", Chart = "./charts/web", Namespace = "beta" }] }, TimeSpan.FromMinutes(1), required: true, default);
}
