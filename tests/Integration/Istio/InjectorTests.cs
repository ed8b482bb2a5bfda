using System.Runtime.Versioning;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Istio;

/// <summary>Whether an installed injector really injects, on a real API server: an istiod without CA, one that nobody reaches, and one that answers.</summary>
[Parallelizable(ParallelScope.Self)]
[UnsupportedOSPlatform("windows")]
public sealed class InjectorTests
{
    [Test]
    public async Task The_next_part_waits_until_the_injector_is_trusted_reached_and_injects()
    {
        await using var plane = await Require.Available(ControlPlane.StartAsync("1"));
        await using var injector = await InjectorDouble.StartAsync("docker.io/istio/proxyv2:1.29.0");
        using var site = new MeshSite(plane, await Require.Available(ControlPlane.HelmAsync()));
        FixtureCharts.Write(Path.Combine(site.Folder, "charts"), "1.29.0");
        var file = site.Write("own.yaml", "fixture: { failurePolicy: Fail, caBundle: \"\" }\n");
        site.Configure($"version: 1.29.0\nrevision: blue\nistiod: {{ values: [{file}] }}\ncni: {{ enabled: true }}");

        var untrusted = await site.RunAsync();

        Assert.That(untrusted.ExitCode, Is.EqualTo(79), untrusted.ToString());
        Assert.That(untrusted.LastErrorLine, Does.Contain("mutatingwebhookconfiguration/istio-sidecar-injector-blue: caBundle is empty"));
        Assert.That(untrusted.Output, Does.Contain("INS006"));
        Assert.That(await site.GetAsync("{.items[*].metadata.name}", "daemonsets"), Is.Empty);
        site.Write("own.yaml", "fixture: { failurePolicy: Fail }\n");

        var unreached = await site.RunAsync();

        Assert.That(unreached.ExitCode, Is.EqualTo(79), unreached.ToString());
        Assert.That(unreached.LastErrorLine, Does.Contain("the injector does not answer").And.Contain("sidecar-injector.istio.io"));
        Assert.That(await site.GetAsync("{.items[*].metadata.name}", "daemonsets"), Is.Empty);
        site.Write("own.yaml", $"fixture: {{ failurePolicy: Fail, caBundle: {injector.Bundle} }}\nistiodRemote: {{ injectionURL: \"{injector.Url}\" }}\n");
        var before = plane.AuditLog.Position;

        var answered = await site.RunAsync();

        Assert.That(answered.ExitCode, Is.Zero, answered.ToString());
        Assert.That(answered.Output, Does.Contain("proven: the injector answers and puts docker.io/istio/proxyv2:1.29.0 into a pod"));
        Assert.That(await site.GetAsync("{.items[*].metadata.name}", "daemonsets"), Is.EqualTo("istio-cni-node"));
        Assert.That(site.MutationsSince(before).Where(request => request.Resource == "pods"), Is.Not.Empty.And.All.Property(nameof(AuditEvent.DryRun)).True);
    }
}
