using System.Runtime.Versioning;
using Mesh.Core.Model.Objects;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Injection;

/// <summary>Mesh.CheckInjection as a user runs it, on a real API server that asks an injector on loopback.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class CheckInjectionTests
{
    [Test]
    public async Task Pods_born_before_the_webhook_are_found_and_the_proof_makes_none()
    {
        await using var site = await InjectionSite.OpenAsync();
        await site.DeployAsync("early");
        await site.HookAsync();
        await site.DeployAsync("late");
        await site.DeployAsync("without", ", sidecar.istio.io/inject: 'false'");
        var (before, pods) = (site.Plane.AuditLog.Position, await site.PodsAsync());

        var outcome = await site.CheckAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(site.Found, Is.EqualTo(new[] { "INJ008 error deployment/early in NS" }));
        Assert.That(outcome.Output, Does.Contain("2 of 2 pods: pod/early-").And.Contain($"before istio-sidecar-injector-{site.Namespace} was there").And.Contain($"restarts:\n  - {{ namespace: {site.Namespace}, workload: deployment/early }}"));
        Assert.That((site.Workload("deployment/late")["server"].Text("image"), site.Workload("deployment/late").Items("pods").All(pod => pod.Flag("proxy") == true)), Is.EqualTo((InjectorDouble.Image, true)));
        Assert.That(site.Workload("deployment/without").Text("why"), Is.EqualTo("its pods say sidecar.istio.io/inject=false"));
        Assert.That(await site.PodsAsync(), Is.EqualTo(pods));
        var sent = site.Plane.AuditLog.Read(before).Where(request => request.Namespace == site.Namespace && request.IsMutation && request.UserAgent.StartsWith("mesh/", StringComparison.Ordinal)).ToList();
        Assert.That(sent, Has.Count.EqualTo(3).And.All.Property(nameof(AuditEvent.DryRun)).True);

        var client = await site.CheckAsync("--dry-run=client", "--workload", "deployment/late");

        Assert.That(client.ExitCode, Is.Zero, client.ToString());
        Assert.That(client.Output, Does.Contain("not evaluated: what the server makes of new pods of 1 workload"));
        Assert.That(site.Report.Items("steps").Last().Text("status"), Is.EqualTo("NotEvaluated"));
    }

    [Test]
    public async Task An_injector_that_does_otherwise_than_the_labels_say_is_found_by_the_proof()
    {
        await using var site = await InjectionSite.OpenAsync();
        await site.HookAsync();
        await site.DeployAsync("web");
        site.Injector.Injects = false;

        var silent = await site.CheckAsync();

        Assert.That(silent.ExitCode, Is.EqualTo(79), silent.ToString());
        Assert.That(site.Found, Is.EqualTo(new[] { "INJ006 error deployment/web in NS" }));
        Assert.That(silent.Output, Does.Contain("should inject, and the server admits a new pod without a proxy"));
    }

    [Test]
    public async Task An_injector_that_is_away_refuses_new_pods_or_lets_them_pass_as_they_are()
    {
        await using var site = await InjectionSite.OpenAsync();
        await site.HookAsync();
        await site.DeployAsync("web");
        await site.Injector.DisposeAsync();

        var refused = await site.CheckAsync();

        Assert.That(refused.ExitCode, Is.EqualTo(79), refused.ToString());
        Assert.That(site.Found, Is.EqualTo(new[] { "INJ007 error deployment/web in NS" }));
        Assert.That(refused.Output, Does.Contain("failed calling webhook \"object.sidecar-injector.istio.io\"").And.Contain("REFUSED"));

        await site.HookAsync("Ignore");
        var passed = await site.CheckAsync();

        Assert.That(passed.ExitCode, Is.EqualTo(79), passed.ToString());
        Assert.That(site.Found, Is.EqualTo(new[] { "INJ006 error deployment/web in NS" }));
    }

    [Test]
    public async Task A_webhook_whose_service_has_nobody_behind_it_is_named_with_its_policy()
    {
        await using var site = await InjectionSite.OpenAsync();
        await site.ApplyAsync(InjectorDouble.WebhookOf(site.Namespace, $"{{ service: {{ name: istiod, namespace: {site.Namespace}, path: /inject }}, caBundle: {site.Injector.Bundle} }}", "Ignore"));
        await site.DeployAsync("web");

        var outcome = await site.CheckAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(site.Found, Is.EqualTo(new[] { "INJ002 error deployment/web in NS" }));
        Assert.That(outcome.Output, Does.Contain($"leads to service/istiod in {site.Namespace}, which has no ready endpoint").And.Contain("failurePolicy Ignore: pods are born without a proxy"));
    }

    [Test]
    public async Task What_istioctl_calls_by_other_names_is_found_too()
    {
        await using var site = await InjectionSite.OpenAsync();
        await site.HookAsync();
        (await site.Plane.KubectlAsync("label", "namespace", site.Namespace, "istio.io/rev=canary")).Succeeded();
        await site.DeployAsync("user", container: "image: 'registry.invalid/web:1', securityContext: { runAsUser: 1337 }");
        await site.ApplyAsync("""
            apiVersion: v1
            kind: Pod
            metadata: { name: old, annotations: { istio.io/rev: default }, labels: { sidecar.istio.io/inject: 'true' } }
            spec: { containers: [{ name: web, image: 'registry.invalid/web:1' }, { name: istio-proxy, image: 'registry.invalid/proxyv2:1.27.3' }] }
            """);

        var outcome = await site.CheckAsync("--fail-on", "warning");

        Assert.That(outcome.ExitCode, Is.EqualTo(79), outcome.ToString());
        Assert.That(site.Found, Is.EqualTo(new[] { "INJ004 warning namespace NS", "INJ010 warning pod/old in NS", "INJ011 warning deployment/user in NS" }));
    }

    [Test]
    public async Task Without_rights_it_ends_with_77_and_without_the_workload_with_66()
    {
        await using var site = await InjectionSite.OpenAsync();
        await site.DeployAsync("web");

        var nobody = await site.CheckAsync("--kubeconfig", site.Plane.NobodyKubeconfig, "--kube-context", "mesh-nobody");
        Assert.That(nobody.ExitCode, Is.EqualTo(77), nobody.ToString());
        Assert.That(nobody.LastErrorLine, Does.Contain("list mutatingwebhookconfigurations.admissionregistration.k8s.io"));

        var missing = await site.CheckAsync("--workload", "deployment/wep");
        Assert.That(missing.ExitCode, Is.EqualTo(66), missing.ToString());
        Assert.That(missing.LastErrorLine, Does.Contain($"there is no deployment/wep in {site.Namespace}").And.Contain("deployment/web"));
    }
}
