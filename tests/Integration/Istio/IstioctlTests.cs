using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Mesh.Integration.Environment;

namespace Mesh.Integration.Istio;

/// <summary>istioctl as the installer, with a program that passes for it: it generates a small control plane, and installs it with kubectl.</summary>
[UnsupportedOSPlatform("windows")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class IstioctlTests : IDisposable
{
    private readonly string ns = $"istioctl-{Guid.NewGuid().ToString("N")[..8]}";
    private MeshSite? site;

    [Test]
    public async Task It_is_shown_object_by_object_installed_proven_and_left_alone()
    {
        var mesh = await OpenAsync("exec \"$KUBECTL\" --kubeconfig \"$kubeconfig\" --context \"$context\" apply -f \"$here/manifest.yaml\"");
        // The server can only be asked about objects in a namespace that is there.
        Assert.That((await mesh.ControlPlane.KubectlAsync("create", "namespace", ns)).ExitCode, Is.Zero);
        var before = mesh.ControlPlane.AuditLog.Position;

        var dry = await mesh.RunAsync("--dry-run");

        Assert.That(dry.ExitCode, Is.Zero, dry.ToString());
        Assert.That(dry.Output, Does.Contain($"would change: install Istio 1.29.0 in {ns} by istioctl").And.Contain($"create deployment/istiod in {ns}").And.Contain("registry.invalid/pilot:1.29.0"));
        Assert.That(Mutations(before), Is.Not.Empty.And.All.Property(nameof(AuditEvent.DryRun)).True);
        Assert.That(Calls(), Has.None.StartsWith("install"));

        var first = await mesh.RunAsync();

        Assert.That(first.ExitCode, Is.Zero, first.ToString());
        Assert.That(Calls().Last(call => call.StartsWith("install", StringComparison.Ordinal)),
            Does.Match("^install --filename [^ ]*istio-operator.yaml --skip-confirmation --readiness-timeout [^ ]+ --revision blue --context mesh-test --kubeconfig [^ ]+$"));
        Assert.That(first.Output, Does.Contain($"proven: 1 pod of deployment/istiod in {ns} runs registry.invalid/pilot:1.29.0"));
        var report = mesh.Report["install"]!["operator"]!["spec"]!;
        Assert.That((string?)report["tag"], Is.EqualTo("1.29.0"));
        Assert.That(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(mesh.Folder, "bin", "operator.json")))!["spec"]!.ToJsonString(), Is.EqualTo(report.ToJsonString()));

        var second = await mesh.RunAsync();

        Assert.That(second.ExitCode, Is.Zero, second.ToString());
        Assert.That(second.Output, Does.Contain("nothing changed"));
    }

    [Test]
    public async Task Its_exit_code_passes_through_unchanged()
    {
        var mesh = await OpenAsync("echo 'failed to install manifests: no such thing' >&2; exit 23");

        var outcome = await mesh.RunAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(23), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("istioctl install ended with 23: failed to install manifests: no such thing"));
    }

    [Test]
    public async Task One_of_another_version_installs_nothing()
    {
        var mesh = await OpenAsync("exit 9", version: "1.28.3");

        var outcome = await mesh.RunAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(78), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("the istioctl on PATH is 1.28.3 and istio.version is 1.29.0"));
        Assert.That(Calls(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Values_of_a_chart_that_it_has_no_place_for_are_refused_by_name()
    {
        var mesh = await OpenAsync("exit 9");
        var file = mesh.Write("own.yaml", "autoscaleMin: 3\n");
        mesh.Replace("installer: istioctl", $"installer: istioctl\n  istiod: {{ values: [{file}] }}");

        var outcome = await mesh.RunAsync();

        Assert.That(outcome.ExitCode, Is.EqualTo(78), outcome.ToString());
        Assert.That(outcome.LastErrorLine, Does.Contain("sets autoscaleMin"));
    }

    public void Dispose() => site?.Dispose();

    private string[] Calls() => File.ReadAllLines(Path.Combine(site!.Folder, "bin", "calls.txt"));

    private IReadOnlyList<AuditEvent> Mutations(long position) => [.. site!.MutationsSince(position).Where(request => request.Uri.Contains(ns, StringComparison.Ordinal))];

    private async Task<MeshSite> OpenAsync(string install, string version = "1.29.0")
    {
        var plane = await SharedControlPlane.RequireAsync();
        site = new MeshSite(plane, await Require.Available(ControlPlane.HelmAsync()));
        site.Configure($"version: 1.29.0\nnamespace: {ns}\nrevision: blue\ninstaller: istioctl");
        site.Write("bin/manifest.yaml", $$"""
            apiVersion: v1
            kind: ConfigMap
            metadata: { name: istio, namespace: {{ns}} }
            data: { mesh: "enablePrometheusMerge: true" }
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: { name: istiod, namespace: {{ns}}, labels: { app: istiod } }
            spec:
              selector: { matchLabels: { app: istiod } }
              template:
                metadata: { labels: { app: istiod } }
                spec: { terminationGracePeriodSeconds: 0, containers: [{ name: discovery, image: "registry.invalid/pilot:1.29.0" }] }
            """);
        site.Tool("istioctl", $$"""
            here=$(dirname "$0")
            echo "$*" >> "$here/calls.txt"
            KUBECTL='{{plane.Kubectl}}'
            verb=$1
            while [ $# -gt 0 ]; do
              case "$1" in
                --filename) cp "$2" "$here/operator.json"; shift ;;
                --context) context=$2; shift ;;
                --kubeconfig) kubeconfig=$2; shift ;;
              esac
              shift
            done
            case "$verb" in
              version) echo '{"clientVersion": {"version": "{{version}}" } }' ;;
              manifest) cat "$here/manifest.yaml" ;;
              install) {{install}} ;;
              *) exit 9 ;;
            esac
            """);
        return site;
    }
}
