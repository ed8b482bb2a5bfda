using Mesh.Core.Configuration;
using Mesh.Core.Delivery;

namespace Mesh.Core.Tests.Delivery;

/// <summary>Which rights are asked for, as a table.</summary>
public sealed class RequiredAccessTests
{
    private static readonly ReleaseOptions Web = new() { Name = "web", Chart = "./web", Namespace = "beta" };

    [Test]
    public void Nothing_configured_needs_nothing() => Assert.That(RequiredAccess.Of(new MeshOptions(), ClusterWork.Releases | ClusterWork.Restarts), Is.Empty);

    [Test]
    public void A_pin_needs_the_namespaces() =>
        Assert.That(Of(new MeshOptions { Cluster = new() { Identity = "uid" } }, ClusterWork.None), Is.EqualTo(["get namespaces"]));

    [Test]
    public void A_check_of_images_needs_the_nodes_where_there_are_images() => Assert.Multiple(() =>
    {
        Assert.That(Of(new MeshOptions { Releases = [Web] }, ClusterWork.Images), Is.EqualTo(["list nodes"]));
        Assert.That(Of(new MeshOptions { Images = new() { Check = ["web:1"] } }, ClusterWork.Images), Is.EqualTo(["list nodes"]));
        Assert.That(Of(new MeshOptions { Istio = new() { Version = "1.29.0" } }, ClusterWork.Images), Is.EqualTo(["list nodes"]));
        Assert.That(Of(Restarts(new RestartOptions { Namespace = "beta", Selector = "app=web" }) with { Istio = new() }, ClusterWork.Images), Is.Empty);
    });

    [Test]
    public void A_release_needs_helms_secrets_and_what_a_rollout_wait_reads() =>
        Assert.That(Of(new MeshOptions { Releases = [Web] }, ClusterWork.Releases), Is.EqualTo(
        [
            "get secrets in beta", "list secrets in beta", "create secrets in beta", "update secrets in beta", "delete secrets in beta",
            "get deployments.apps in beta", "list deployments.apps in beta", "watch deployments.apps in beta",
            "get statefulsets.apps in beta", "list statefulsets.apps in beta", "watch statefulsets.apps in beta",
            "get daemonsets.apps in beta", "list daemonsets.apps in beta", "watch daemonsets.apps in beta",
            "list pods in beta", "watch pods in beta", "list replicasets.apps in beta", "watch replicasets.apps in beta",
            "list events in beta", "watch events in beta", "get pods/log in beta",
        ]));

    [Test]
    public void A_release_that_makes_its_namespace_needs_to_make_one() =>
        Assert.That(Of(new MeshOptions { Releases = [Web with { CreateNamespace = true }] }, ClusterWork.Releases), Does.Contain("create namespaces"));

    [Test]
    public void The_mesh_s_CA_needs_its_secrets_and_the_restart_of_istiod() =>
        Assert.That(Of(new MeshOptions { Istio = new() { Namespace = "mesh" } }, ClusterWork.Authority), Is.SupersetOf(
            new[] { "get secrets in mesh", "create secrets in mesh", "patch secrets in mesh", "get configmaps in mesh", "patch deployments.apps in mesh", "list pods in mesh", "get pods/log in mesh" }).And.None.Contains("statefulsets"));

    [Test]
    public void A_named_workload_needs_its_own_kind_only() =>
        Assert.That(Of(Restarts(new RestartOptions { Namespace = "beta", Workload = "statefulset/db" }), ClusterWork.Restarts), Is.EqualTo(
        [
            "get statefulsets.apps in beta", "list statefulsets.apps in beta", "watch statefulsets.apps in beta", "list pods in beta", "watch pods in beta",
            "list events in beta", "watch events in beta", "get pods/log in beta", "patch statefulsets.apps in beta",
        ]));

    [Test]
    public void A_selector_needs_all_kinds() =>
        Assert.That(Of(Restarts(new RestartOptions { Namespace = "beta", Selector = "app=web" }), ClusterWork.Restarts).Where(rule => rule.StartsWith("patch", StringComparison.Ordinal)),
            Is.EqualTo(["patch deployments.apps in beta", "patch statefulsets.apps in beta", "patch daemonsets.apps in beta"]));

    [Test]
    public void Injection_needs_the_webhooks_and_proxies_need_nothing_that_is_known_beforehand() => Assert.Multiple(() =>
    {
        Assert.That(Of(new MeshOptions(), ClusterWork.Injection), Is.EqualTo(["list mutatingwebhookconfigurations.admissionregistration.k8s.io"]));
        Assert.That(Of(new MeshOptions(), ClusterWork.Proxies), Is.Empty);
    });

    [Test]
    public void What_is_not_asked_for_needs_nothing_and_what_is_needed_twice_is_asked_once()
    {
        var twice = new MeshOptions { Releases = [Web, Web with { Name = "api" }] };
        Assert.Multiple(() =>
        {
            Assert.That(Of(twice, ClusterWork.Restarts), Is.Empty);
            Assert.That(Of(twice, ClusterWork.Releases), Is.Unique);
            Assert.That(Of(twice, ClusterWork.Releases), Has.Count.EqualTo(21));
        });
    }

    private static MeshOptions Restarts(RestartOptions restart) => new() { Restarts = [restart] };

    private static List<string> Of(MeshOptions options, ClusterWork work) => [.. RequiredAccess.Of(options, work).Select(rule => rule.ToString())];
}
