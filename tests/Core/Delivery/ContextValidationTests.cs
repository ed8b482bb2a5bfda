using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;

namespace Mesh.Core.Tests.Delivery;

/// <summary>The right cluster, and a user who may do what will be done, or nothing at all.</summary>
public sealed class ContextValidationTests
{
    private const string Uid = "0f6c2f3e-8f0d-4b7a-9a53-2f5f5b1f7d10";

    private static readonly MeshOptions Web = new()
    {
        Cluster = Desk.On,
        Releases = [new ReleaseOptions { Name = "web", Chart = "./charts/web", Namespace = "beta" }],
        Restarts = [new RestartOptions { Namespace = "gamma", Workload = "deployment/web" }],
    };

    [TestCase(null)]
    [TestCase("")]
    [TestCase("  ")]
    [TestCase("null")]
    [TestCase("undefined")]
    [TestCase("${KUBE_CONTEXT}")]
    [TestCase("$(KUBE_CONTEXT)")]
    [TestCase("%KUBE_CONTEXT%")]
    public void A_context_that_is_none_is_refused_and_those_there_are_are_listed(string? context)
    {
        using var desk = new Desk("contexts: [{ name: locust }, { name: other, server: https://other.invalid }]");
        Assert.That(() => Run(desk, Web with { Cluster = new() { Context = context } }), Refused(ExitCode.Configuration, "context").And.Property(nameof(MeshException.Remedy)).Contains("locust, other"));
    }

    [Test]
    public void An_unknown_context_is_refused_with_the_nearest_one()
    {
        using var desk = new Desk("contexts: [{ name: locust }]");
        Assert.That(() => Run(desk, Web with { Cluster = new() { Context = "locsut" } }), Refused(ExitCode.Configuration, "locsut").And.Property(nameof(MeshException.Remedy)).Contains("'locust'"));
    }

    [Test]
    public async Task The_identity_of_the_cluster_matches_its_pin()
    {
        using var desk = new Desk($"contexts: [{{ name: locust, identity: {Uid} }}]");
        var found = await Run(desk, Web with { Cluster = Desk.On with { Identity = Uid } });
        Assert.Multiple(() =>
        {
            Assert.That(found.Uid, Is.EqualTo(Uid));
            Assert.That(desk.Notes, Does.Contain($"identity   {Uid}"));
            Assert.That(desk.EndStep().Note, Does.StartWith("locust, v1.34.1"));
        });
    }

    [Test]
    public void Another_cluster_under_the_same_name_is_refused_with_both_UIDs()
    {
        using var desk = new Desk($"contexts: [{{ name: locust, identity: {Uid} }}]");
        Assert.That(() => Run(desk, Web with { Cluster = Desk.On with { Identity = "another-uid" } }), Refused(ExitCode.Configuration, "another-uid").And.Message.Contains(Uid));
    }

    [Test]
    public void A_pin_that_cannot_be_looked_at_is_a_missing_right_and_never_a_match()
    {
        using var desk = new Desk("contexts: [{ name: locust, denied: [{ resource: namespaces }] }]");
        Assert.That(() => Run(desk, Web with { Cluster = Desk.On with { Identity = Uid } }), Refused(ExitCode.Forbidden, "get namespaces"));
    }

    [Test]
    public void Missing_rights_are_named_all_at_once_with_a_finding_each()
    {
        using var desk = new Desk("contexts: [{ name: locust, denied: [{ resource: secrets, namespace: beta }, { verb: patch, resource: deployments, namespace: gamma }] }]");
        Assert.That(() => Run(desk, Web, ClusterWork.Releases | ClusterWork.Restarts), Refused(ExitCode.Forbidden, "lacks 6 of").And.Message.Contains("patch deployments.apps in gamma").And.Message.Contains("create secrets in beta"));
        Assert.That(desk.Journal.Findings.Select(finding => finding.Subject), Is.EqualTo(
            ["get secrets in beta", "list secrets in beta", "create secrets in beta", "update secrets in beta", "delete secrets in beta", "patch deployments.apps in gamma"]));
        Assert.That(desk.Journal.Findings.Select(finding => finding.Code), Is.All.EqualTo(Catalogue.MissingRight.Code));
    }

    [TestCase(ClusterWork.Restarts, true)]
    [TestCase(ClusterWork.Restarts | ClusterWork.Look, true)]
    [TestCase(ClusterWork.Releases, false)]
    [TestCase(ClusterWork.Look, false)]
    [TestCase(ClusterWork.None, false)]
    public void Only_the_rights_for_the_work_are_asked_for_and_for_looking_those_of_all_that_is_configured(ClusterWork work, bool passes)
    {
        using var desk = new Desk("contexts: [{ name: locust, denied: [{ resource: secrets }] }]");
        Assert.That(() => Run(desk, Web, work), passes ? Throws.Nothing : Refused(ExitCode.Forbidden, "secrets in beta"));
    }

    [Test]
    public async Task A_user_who_may_not_read_namespaces_and_has_no_pin_passes([Values] bool configured)
    {
        using var desk = new Desk("contexts: [{ name: locust, denied: [{ resource: namespaces }] }]");
        var found = await Run(desk, configured ? Web : new MeshOptions { Cluster = Desk.On });
        Assert.Multiple(() =>
        {
            Assert.That(found.Uid, Is.Null);
            Assert.That(desk.Notes, Does.Contain("identity   not evaluated: "));
            Assert.That(desk.Notes, Does.Contain(configured ? "asked for, all there" : "rights     none asked for"));
        });
    }

    private static Task<ClusterIdentity> Run(Desk desk, MeshOptions options, ClusterWork work = ClusterWork.Look) => desk.Validation.RunAsync(options, work, default);

    private static NUnit.Framework.Constraints.ContainsConstraint Refused(int code, string text) => Fails.With(code, text);
}
