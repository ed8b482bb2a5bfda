using System.Runtime.Versioning;

namespace Mesh.Integration.Gateways;

/// <summary>Objects that are there already and not the release's own.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OwnershipTests
{
    [Test]
    public async Task Every_foreign_object_is_listed_at_once_and_its_commands_give_it_to_the_release()
    {
        using var site = await GatewaySite.OpenAsync();
        await site.ApplyAsync("""
            { "apiVersion": "v1", "kind": "List", "items": [
              { "apiVersion": "v1", "kind": "ServiceAccount", "metadata": { "name": "edge" } },
              { "apiVersion": "v1", "kind": "Service", "metadata": { "name": "edge" }, "spec": { "type": "LoadBalancer", "selector": { "app": "edge", "istio": "edge" }, "ports": [{ "port": 80, "name": "http2" }] } } ] }
            """);
        var yaml = $"releases: [{{ name: edge, chart: ./tests/Integration/charts/istio/gateway, namespace: {site.Namespace} }}]";
        var before = site.Plane.AuditLog.Position;

        foreach (var dryRun in new[] { "--dry-run", "--dry-run=client", "--yes" })
        {
            var refused = await site.RunAsync("Mesh.UpgradeReleases", yaml, dryRun);
            Assert.That(refused.ExitCode, Is.EqualTo(76), refused.ToString());
            Assert.That(refused.LastErrorLine, Does.Contain($"serviceaccount/edge in {site.Namespace}, service/edge in {site.Namespace}"));
        }

        Assert.That(site.RequestsSince(before).Where(request => request.IsMutation), Is.Empty);
        Assert.That(site.Findings, Is.EqualTo(new[] { "HLM010", "HLM010" }));
        foreach (var finding in site.Report["findings"]!.AsArray())
        {
            var commands = ((string)finding!["evidence"]!).Split("the release: ")[1].Split(" && ");
            foreach (var command in commands)
            {
                (await site.Plane.KubectlAsync(command.Split(' ')[1..])).Succeeded();
            }
        }

        var outcome = await site.RunAsync("Mesh.UpgradeReleases", yaml);
        Assert.That(outcome.ExitCode, Is.Zero, outcome.ToString());
        Assert.That((await site.HelmAsync("get", "manifest", "edge")).Succeeded(), Does.Contain("kind: ServiceAccount"));
    }

    [Test]
    public async Task An_object_of_another_release_is_said_to_be_that_ones()
    {
        using var site = await GatewaySite.OpenAsync();
        (await site.HelmAsync("install", "other", Path.Combine(Mesh.Tests.Hosts.Repository.Root, "tests/Integration/charts/istio/gateway"), "--set", "name=edge")).Succeeded();

        var outcome = await site.RunAsync("Mesh.UpgradeReleases", $"releases: [{{ name: edge, chart: ./tests/Integration/charts/istio/gateway, namespace: {site.Namespace} }}]");

        Assert.That(outcome.ExitCode, Is.EqualTo(76), outcome.ToString());
        Assert.That(site.Findings.Distinct(), Is.EqualTo(new[] { "HLM011" }));
        Assert.That(outcome.Output + outcome.Error, Does.Contain($"it belongs to release other in {site.Namespace}"));
    }
}
