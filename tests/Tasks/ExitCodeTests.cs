using System.Globalization;
using System.Runtime.Versioning;
using Mesh.Tests.Hosts;

namespace Cake.Frosting.Mesh.Tests;

/// <summary>The table of exit codes, a row each, on the running process in both hosts.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ExitCodeTests
{
    private static readonly Host[] Hosts = [Host.Compiled, Host.Cake];

    [Test]
    public async Task Zero_when_done([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 0, null, bench => ["--target", "Default"]);

    [Test]
    public async Task A_tools_own_code([ValueSource(nameof(Hosts))] Host host) => await Expect(host, 23, "helm", bench =>
    {
        bench.Tool("helm", "echo 'Error: no such luck' >&2; exit 23");
        return ["--target", "Mesh.UpgradeReleases", "--config", Releases(bench)];
    });

    [Test]
    public async Task A_code_above_63_of_a_tool_is_not_passed_through([ValueSource(nameof(Hosts))] Host host) => await Expect(host, 70, "ended with 99", bench =>
    {
        bench.Tool("helm", "exit 99");
        return ["--target", "Mesh.UpgradeReleases", "--config", Releases(bench)];
    });

    [Test]
    public async Task Unknown_target([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 64, "Did you mean 'Mesh.RestartWorkloads'?", bench => ["--target", "Mesh.RestartWorkload"]);

    [Test]
    public async Task Unknown_argument([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 64, "Did you mean --kube-context?", bench => ["--target", "Mesh.ValidateContext", "--kube-contxt", "x"]);

    [Test]
    public async Task Malformed_input([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 65, "mesh.yaml:2:3", bench => ["--target", "Mesh.ValidateContext", "--config", bench.Write("mesh.yaml", "cluster:\n  contxt: web\n")]);

    [Test]
    public async Task Input_that_is_not_there([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 66, "absent.yaml", bench => ["--target", "Mesh.ValidateContext", "--config", "absent.yaml"]);

    [Test]
    public async Task A_selector_that_matches_nothing([ValueSource(nameof(Hosts))] Host host) => await Expect(host, 66, "app=nobody", bench =>
        ["--target", "Mesh.RestartWorkloads", "--sandbox", Scenario("demo"), "--config", Restart(bench, "app=nobody")]);

    [Test]
    public async Task A_cluster_that_cannot_be_reached([ValueSource(nameof(Hosts))] Host host) => await Expect(host, 69, "https://127.0.0.1:1", bench =>
        ["--target", "Mesh.ValidateContext", "--kube-context", "away", "--config", bench.Write("mesh.yaml", ""), "--kubeconfig", Kubeconfig(bench)]);

    [Test]
    public async Task A_registry_that_cannot_be_reached_for_platforms_in_place_of_a_cluster([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 69, "127.0.0.1:1", bench => ["--target", "Mesh.CheckImages", "--config", Images(bench)]);

    [Test]
    public async Task A_context_called_null_where_none_would_do([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 78, "the word 'null'", bench => ["--target", "Mesh.CheckImages", "--config", Images(bench), "--kube-context", "null"]);

    [Test]
    public async Task Output_that_cannot_be_created([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 73, "--report", bench => ["--target", "Mesh.NormalizeLineEndings", "--config", bench.Write("mesh.yaml", "sources: { include: [] }"), "--report", bench.Write("file", "")]);

    [Test]
    public async Task Reading_fails([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 74, "/proc/self/mem", bench => ["--target", "Mesh.ValidateContext", "--config", "/proc/self/mem"]);

    [Test]
    public async Task A_time_limit([ValueSource(nameof(Hosts))] Host host) => await Expect(host, 75, "after 0.05s", bench =>
        ["--target", "Mesh.RestartWorkloads", "--timeout", "50ms", "--sandbox", Scenario("demo"), "--config", Restart(bench, "app=ps-func-web-beta")]);

    [Test]
    public async Task The_server_refuses([ValueSource(nameof(Hosts))] Host host) => await Expect(host, 76, "pending-upgrade", bench =>
    {
        bench.Tool("helm", HelmScripts.Pending);
        return ["--target", "Mesh.UpgradeReleases", "--config", Releases(bench), "--kubeconfig", Kubeconfig(bench), "--set", "cluster.context=away"];
    });

    [Test]
    public async Task Permission_refused([ValueSource(nameof(Hosts))] Host host) => await Expect(host, 77, "patch deployments.apps in beta", bench =>
        ["--target", "Mesh.ValidateContext", "--sandbox", bench.Write("scenario.yaml", ScenarioTexts.WithoutRights), "--config", Restart(bench, "app=web")]);

    [Test]
    public async Task A_context_called_null([ValueSource(nameof(Hosts))] Host host) =>
        await Expect(host, 78, "null", bench => ["--target", "Mesh.ValidateContext", "--kube-context", "null"]);

    [Test]
    public async Task A_check_that_found_something([ValueSource(nameof(Hosts))] Host host) => await Expect(host, 79, "crlf.script", bench =>
    {
        bench.Write("crlf.script", "#!/bin/sh\r\necho\r\n");
        return ["--target", "Mesh.NormalizeLineEndings", "--check", "--config", bench.Write("mesh.yaml", $"sources: {{ include: ['{bench.RelativeFolder}/*.script'] }}")];
    });

    [Test]
    public async Task A_rollout_that_time_does_not_cure([ValueSource(nameof(Hosts))] Host host) => await Expect(host, 80, "CrashLoopBackOff", bench =>
        ["--target", "Mesh.Deliver", "--kube-context", "locust-eks", "--sandbox", Scenario("demo-broken-image"), "--config", "build/scenarios/demo-broken-image.mesh.yaml"]);

    [Test]
    public async Task Stopped_by_a_signal([ValueSource(nameof(Hosts))] Host host, [Values(2, 15)] int signal)
    {
        using var bench = new Bench();
        bench.Tool("helm", "trap '' TERM\nsleep 300 &\n{ echo $$; echo $!; } > \"$PID_PIPE\"\nwait; sleep 300");
        var pipe = ProcessTable.MakePipe(Path.Combine(bench.Folder, "pids"));
        bench.Set("PID_PIPE", pipe);
        using var process = bench.Start(host, "--target", "Mesh.UpgradeReleases", "--config", Releases(bench));

        // Opening waits for the tool to open the other end: no clock is needed to know that it runs. A host that ends before would never open it.
        var lines = Task.Run(() => File.ReadAllLines(pipe));
        if (await Task.WhenAny(lines, process.WaitForExitAsync()) != lines)
        {
            Assert.Fail((await Bench.FinishAsync(process)).ToString());
        }

        var pids = (await lines).Select(line => int.Parse(line, CultureInfo.InvariantCulture)).ToList();
        // `dotnet cake` is a program that starts another: a terminal sends SIGINT to both, a CI server asks the first to end.
        foreach (var id in host == Host.Cake && signal == 2 ? ProcessTable.TreeOf(process.Id, "Cake.dll") : [process.Id])
        {
            ProcessTable.Signal(id, signal);
        }

        var started = System.Diagnostics.Stopwatch.StartNew();
        var outcome = await Bench.FinishAsync(process);
        Assert.Multiple(() =>
        {
            Assert.That(outcome.ExitCode, Is.EqualTo(128 + signal), outcome.ToString());
            Assert.That(outcome.LastErrorLine, Does.StartWith($"mesh: exit {128 + signal}: "));
            Assert.That(started.Elapsed, Is.LessThan(TimeSpan.FromSeconds(5)));
            Assert.That(pids, Has.Count.EqualTo(2));
            Assert.That(pids.Where(ProcessTable.Lives), Is.Empty, "the tool and its child are gone");
        });
    }

    private static async Task Expect(Host host, int code, string? said, Func<Bench, string[]> arrange)
    {
        using var bench = new Bench();
        var outcome = await bench.RunAsync(host, arrange(bench));
        Assert.That(outcome.ExitCode, Is.EqualTo(code), outcome.ToString());
        if (code == 0)
        {
            Assert.That(outcome.Error, Does.Not.Contain("mesh: exit"));
        }
        else
        {
            Assert.That(outcome.LastErrorLine, Does.StartWith($"mesh: exit {code}: ").And.Contains(said!), outcome.ToString());
        }
    }

    private static string Scenario(string name) => $"build/scenarios/{name}.yaml";

    private static string Images(Bench bench) => bench.Write("mesh.yaml", "images: { check: [127.0.0.1:1/web:1], platforms: [linux/arm64] }\n");

    private static string Releases(Bench bench) =>
        bench.Write("mesh.yaml", $"cluster: {{ context: away }}\nreleases: [{{ name: web, chart: {Path.GetDirectoryName(bench.Write("web/Chart.yaml", "name: web"))}, namespace: beta }}]\n");

    private static string Restart(Bench bench, string selector) =>
        bench.Write("mesh.yaml", $"cluster: {{ context: locust-eks }}\nrestarts: [{{ namespace: beta, selector: {selector} }}]\n");

    private static string Kubeconfig(Bench bench) => bench.Write("kubeconfig", """
        apiVersion: v1
        kind: Config
        clusters: [{ name: away, cluster: { server: "https://127.0.0.1:1" } }]
        contexts: [{ name: away, context: { cluster: away, user: nobody } }]
        users: [{ name: nobody, user: { token: t0ken-of-nobody } }]
        """);
}
