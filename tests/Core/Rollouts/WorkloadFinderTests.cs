using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Rollouts;
using Mesh.Core.Model;
using static Mesh.Core.Tests.Rollouts.Objects;

namespace Mesh.Core.Tests.Rollouts;

public sealed class WorkloadFinderTests
{
    private readonly ScriptedCluster cluster = new();

    [SetUp]
    public void A_namespace_with_three_workloads()
    {
        cluster.Put(ResourceKind.Namespace, Json("""{ "metadata": { "name": "beta" } }"""), Json("""{ "metadata": { "name": "empty" } }"""));
        cluster.Put(ResourceKind.DaemonSet, DaemonSet());
        cluster.Put(ResourceKind.StatefulSet, StatefulSet());
        cluster.Put(ResourceKind.Deployment, Deployment(name: "worker"), Deployment());
    }

    [TestCase("deployment/web", WorkloadKind.Deployment, "web")]
    [TestCase("deploy/web", WorkloadKind.Deployment, "web")]
    [TestCase("Deployment.apps/web", WorkloadKind.Deployment, "web")]
    [TestCase("sts/db", WorkloadKind.StatefulSet, "db")]
    [TestCase(" ds/agent ", WorkloadKind.DaemonSet, "agent")]
    public async Task A_workload_is_found_by_name(string workload, WorkloadKind kind, string name) =>
        Assert.That(await Find("beta", null, workload), Is.EqualTo(new[] { new WorkloadRef(kind, "beta", name) }));

    [Test]
    public async Task Workloads_are_found_by_selector_in_order_of_kind_and_name()
    {
        var agent = DaemonSet();
        agent["metadata"]!["labels"]!["app"] = "web";
        cluster.Put(ResourceKind.DaemonSet, agent);

        Assert.That((await Find("beta", "app=web", null)).Select(found => found.ShortName), Is.EqualTo(new[] { "deployment/web", "deployment/worker", "daemonset/agent" }));
    }

    [Test]
    public async Task A_selector_that_matches_nothing_is_no_success_and_says_what_is_there()
    {
        var failure = await Bench.FailureOf(Find("beta", "app=wbe", null));

        Assert.That((failure.ExitCode, failure.Reason, failure.Remedy), Is.EqualTo((66,
            "no Deployment, StatefulSet or DaemonSet in namespace beta matches the selector 'app=wbe'; namespace beta has deployment/web (app=web,tier=front), "
            + "deployment/worker (app=web,tier=front), statefulset/db (app=db), daemonset/agent (app=agent)",
            "Did you mean 'app=web'?")));
    }

    [Test]
    public async Task A_selector_in_an_empty_namespace_is_told_so() =>
        Assert.That((await Bench.FailureOf(Find("empty", "app=web", null))).Reason, Does.EndWith("; namespace empty has no workload at all"));

    [Test]
    public async Task A_namespace_that_is_not_there_is_told_so()
    {
        var failure = await Bench.FailureOf(Find("beat", "app=web", null));

        Assert.That((failure.ExitCode, failure.Reason, failure.Remedy), Is.EqualTo((66, "there is no namespace beat in context test", "Did you mean 'beta'?")));
    }

    [Test]
    public async Task A_name_that_is_not_there_gets_the_nearest()
    {
        var failure = await Bench.FailureOf(Find("beta", null, "deploy/wbe"));

        Assert.That((failure.ExitCode, failure.Remedy), Is.EqualTo((66, "Did you mean 'deployment/web'?")));
    }

    [TestCase("web", "'web' names no workload")]
    [TestCase("/", "'/' names no workload")]
    [TestCase("deployment/web/x", "'deployment/web/x' names no workload")]
    [TestCase("deplyment/web", "'deplyment' in 'deplyment/web' is no kind of workload that can be restarted")]
    public async Task A_malformed_name_is_malformed_input(string workload, string reason)
    {
        var failure = await Bench.FailureOf(Find("beta", null, workload));

        Assert.That((failure.ExitCode, failure.Reason), Is.EqualTo((65, reason)));
    }

    [TestCase("beta", null, null)]
    [TestCase("beta", "  ", "")]
    [TestCase("beta", "app=web", "deploy/web")]
    [TestCase(" ", "app=web", null)]
    public async Task A_blank_selector_never_means_everything(string ns, string? selector, string? workload) =>
        Assert.That((await Bench.FailureOf(Find(ns, selector, workload))).ExitCode, Is.EqualTo(78));

    [Test]
    public void The_rights_of_a_restart_are_those_of_the_wait_and_the_patch()
    {
        var rights = RolloutRights.ToRestart("beta", WorkloadKind.StatefulSet).Select(rule => rule.ToString());

        Assert.That(rights, Is.EqualTo(new[]
        {
            "get statefulsets.apps in beta", "list statefulsets.apps in beta", "watch statefulsets.apps in beta", "list pods in beta", "watch pods in beta",
            "list events in beta", "watch events in beta", "get pods/log in beta", "patch statefulsets.apps in beta",
        }));
    }

    private Task<IReadOnlyList<WorkloadRef>> Find(string ns, string? selector, string? workload) => new WorkloadFinder(cluster).FindAsync(ns, selector, workload, default);
}
