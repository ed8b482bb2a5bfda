using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Istio.LoadBalancers;

namespace Mesh.Core.Tests.Istio.LoadBalancers;

/// <summary>A load balancer is handed over, proven and led back.</summary>
public sealed class AdoptionTests
{
    private const string Old = """{"app":"old","istio.io/rev":"1-24"} http/30080 8443/30443""", New = """{"app":"new"} http/30080 http/30443""";

    [Test]
    public async Task Only_selector_and_target_ports_change_and_what_is_proven_stays_when_the_run_fails_later()
    {
        using var stage = new LoadBalancerStage();
        var before = await stage.ObjectAsync();

        await stage.AdoptAsync();
        await stage.UndoAsync();

        var after = await stage.ObjectAsync();
        before["spec"]!["selector"] = new JsonObject { ["app"] = "new" };
        before["spec"]!["ports"]![1]!["targetPort"] = "http";
        Assert.That(JsonNode.DeepEquals(after, before), Is.True, after.ToJsonString());
        var record = JsonNode.Parse(await File.ReadAllTextAsync(stage.RecordFile))!;
        Assert.Multiple(() =>
        {
            Assert.That((string?)record["state"], Is.EqualTo("adopted"));
            Assert.That(record["inverse"]!.AsArray().Select(one => $"{one!["op"]} {one["path"]}"), Is.EqualTo([
                "test /metadata/uid", "test /spec/selector", "test /spec/ports", "replace /spec/selector/app", "add /spec/selector/istio.io~1rev", "replace /spec/ports/1/targetPort",
            ]));
            Assert.That(Directory.GetFiles(Path.Combine(stage.Folder, "artifacts")), Has.Length.EqualTo(1), "nothing unfinished is left");
            Assert.That(stage.Journal.Steps[^1].Note, Is.EqualTo("1 handed over"));
        });
        if (!OperatingSystem.IsWindows())
        {
            Assert.That(File.GetUnixFileMode(stage.RecordFile), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Test]
    public async Task It_is_led_back_to_the_byte_and_a_second_time_there_is_nothing_to_do()
    {
        using var stage = new LoadBalancerStage();
        var before = await stage.ServiceAsync();
        await stage.AdoptAsync();

        await stage.RevertAsync();

        Assert.That(await stage.ServiceAsync(), Is.EqualTo(before));
        await stage.RevertAsync();
        Assert.That(stage.Journal.Changes, Is.Empty);
        Assert.That(stage.Journal.Steps[^1].Note, Is.EqualTo("nothing to change"));
    }

    [Test]
    public async Task A_second_hand_over_changes_nothing_and_proves_the_endpoints()
    {
        using var stage = new LoadBalancerStage();
        await stage.AdoptAsync();

        await stage.RunAsync();

        Assert.That(stage.Journal.Changes, Is.Empty);
        Assert.That(stage.Heard, Does.Contain("nothing to change").And.Contain("proven: 1 ready"));

        await stage.ScaleAsync("new", 0);
        var waits = stage.SaysAsync("waits for endpoints");
        var run = stage.RunAsync();
        await waits;
        stage.Time.Advance(TimeSpan.FromSeconds(20));
        Assert.That(async () => await run, Fails.With(79, "LBS017"));
        Assert.That(await stage.LeadsToAsync(), Is.EqualTo(New), "what was not changed is not led back");
    }

    [TestCase(DryRun.Server)]
    [TestCase(DryRun.Client)]
    public async Task A_dry_run_shows_and_changes_nothing(DryRun dryRun)
    {
        using var stage = new LoadBalancerStage();
        var before = await stage.ServiceAsync();

        await stage.RunAsync(dryRun: dryRun);

        Assert.That(await stage.ServiceAsync(), Is.EqualTo(before));
        Assert.That(Directory.GetFileSystemEntries(stage.Folder), Is.Empty);
        Assert.That(stage.Journal.Changes.Select(change => $"{change.Action} {change.Executed}"), Is.EqualTo(["create False", "hand over False"]));
    }

    [Test]
    public async Task Endpoints_that_vanish_lead_it_back()
    {
        using var stage = new LoadBalancerStage();
        var before = await stage.ServiceAsync();
        var steady = stage.SaysAsync("to stay so for");
        var run = stage.RunAsync();
        await steady;

        await stage.ScaleAsync("new", 0);

        Assert.That(async () => await run, Fails.With(80, "leads back to app=old"));
        await stage.UndoAsync();
        Assert.That(await stage.ServiceAsync(), Is.EqualTo(before));
        Assert.That(stage.Codes, Does.Contain("LBS016 Error"));
        Assert.That(await File.ReadAllTextAsync(stage.RecordFile), Does.Contain("\"state\": \"reverted\""));
    }

    [Test]
    public async Task Endpoints_that_do_not_come_in_time_lead_it_back()
    {
        using var stage = new LoadBalancerStage();
        stage.AfterChange = () => stage.ScaleAsync("new", 0).GetAwaiter().GetResult();
        var waits = stage.SaysAsync("waits for endpoints");
        var run = stage.RunAsync();
        await waits;

        stage.Time.Advance(TimeSpan.FromSeconds(20));

        Assert.That(async () => await run, Fails.With(80, "not filled after 20s"));
        Assert.That(await stage.LeadsToAsync(), Is.EqualTo(Old));
    }

    [Test]
    public async Task An_address_that_changes_leads_it_back()
    {
        using var stage = new LoadBalancerStage();
        var steady = stage.SaysAsync("to stay so for");
        var run = stage.RunAsync();
        await steady;

        stage.StatusAsync("""{ "loadBalancer": { "ingress": [{ "ip": "192.0.2.9" }] } }""");

        Assert.That(async () => await run, Fails.With(80, $"its addresses were {LoadBalancerStage.Address} and are 192.0.2.9"));
        Assert.That(await stage.LeadsToAsync(), Is.EqualTo(Old));
    }

    [TestCase("""{ "spec": { "externalTrafficPolicy": "Local" } }""", "spec.externalTrafficPolicy is")]
    [TestCase("""{ "spec": { "selector": { "app": "third" } } }""", "spec.selector is")]
    public async Task Somebody_elses_change_is_left_as_it_is(string patch, string said)
    {
        using var stage = new LoadBalancerStage();
        var steady = stage.SaysAsync("to stay so for");
        var run = stage.RunAsync();
        await steady;
        await stage.PatchServiceAsync(patch);
        var theirs = await stage.ServiceAsync();

        Assert.That(async () => await run, Fails.With(76, said));
        await stage.UndoAsync();
        Assert.That(await stage.ServiceAsync(), Is.EqualTo(theirs));
    }

    [Test]
    public async Task A_run_that_is_stopped_in_between_is_undone()
    {
        using var stage = new LoadBalancerStage();
        using var stop = new CancellationTokenSource();
        var before = await stage.ServiceAsync();
        var steady = stage.SaysAsync("to stay so for");
        var run = stage.RunAsync(cancellation: stop.Token);
        await steady;
        Assert.That(await File.ReadAllTextAsync(stage.RecordFile), Does.Contain("\"state\": \"begun\""));

        await stop.CancelAsync();

        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        await stage.UndoAsync();
        Assert.That(await stage.ServiceAsync(), Is.EqualTo(before));
        Assert.That(await File.ReadAllTextAsync(stage.RecordFile), Does.Contain("\"state\": \"reverted\""));
    }

    [TestCase(1, null)]
    [TestCase(0, 80)]
    public async Task What_was_cut_off_by_force_is_finished_or_led_back_by_the_next_run(int replicas, int? fails)
    {
        using var stage = await CutOffAsync();
        await stage.ScaleAsync("new", replicas);
        var waits = stage.SaysAsync("waits for endpoints");
        var run = stage.AdoptAsync();
        if (fails is { } code)
        {
            await waits;
            stage.Time.Advance(TimeSpan.FromSeconds(20));
            Assert.That(async () => await run, Fails.With(code, "leads back"));
        }
        else
        {
            await run;
        }

        Assert.That(await stage.LeadsToAsync(), Is.EqualTo(fails is null ? New : Old));
        Assert.That(stage.Codes, Does.Contain("LBS015 Info"));
        Assert.That(await File.ReadAllTextAsync(stage.RecordFile), Does.Contain(fails is null ? "adopted" : "reverted"));
    }

    [Test]
    public async Task Something_else_is_not_begun_while_a_hand_over_is_open_but_it_can_be_led_back()
    {
        using var stage = await CutOffAsync();
        stage.Options = stage.Options with { Selector = new Dictionary<string, JsonNode?> { ["app"] = "old" } };

        Assert.That(async () => await stage.RunAsync(), Fails.With(79, "LBS015"));
        await stage.RevertAsync();
        Assert.That(await stage.LeadsToAsync(), Is.EqualTo(Old));
    }

    [Test]
    public async Task An_earlier_way_back_is_kept_beside_the_new_one()
    {
        using var stage = new LoadBalancerStage();
        await stage.AdoptAsync();
        stage.Options = stage.Options with { Selector = new Dictionary<string, JsonNode?> { ["app"] = "old" }, Ports = [] };

        await stage.AdoptAsync();

        Assert.That(Directory.GetFiles(Path.Combine(stage.Folder, "artifacts")).Select(Path.GetFileName), Is.EquivalentTo(["adopt-beta-locust.json", "adopt-beta-locust.20261121T080000Z.json"]));
    }

    [Test]
    public async Task What_was_changed_since_is_not_led_back()
    {
        using var stage = new LoadBalancerStage();
        await stage.AdoptAsync();
        await stage.PatchServiceAsync("""{ "spec": { "selector": { "app": "third" } } }""");

        Assert.That(async () => await stage.RevertAsync(), Fails.With(76, "third"));
        Assert.That(stage.Codes, Is.EqualTo(["LBS018 Error"]));
    }

    [Test]
    public async Task To_where_no_pod_is_ready_it_is_led_back_only_with_yes()
    {
        using var stage = new LoadBalancerStage();
        await stage.AdoptAsync();
        await stage.ScaleAsync("old", 0);

        Assert.That(async () => await stage.RevertAsync(), Fails.With(66, "LBS002"));
        await stage.RevertAsync(yes: true);
        Assert.That(await stage.LeadsToAsync(), Is.EqualTo(Old));
        Assert.That(stage.Journal.Steps[^1].Note, Does.Contain("led back"));
    }

    [TestCase("", 65, "it is no JSON")]
    [TestCase("[]", 65, "it is no record")]
    [TestCase("{\"kind\":1,\"kind\":2}", 65, "it is no JSON")]
    [TestCase("{\"kind\":\"load-balancer-hand-over\",\"schemaVersion\":1}", 65, "it has no context")]
    public async Task A_file_that_is_no_record_is_refused(string content, int exitCode, string said)
    {
        using var stage = new LoadBalancerStage();
        Directory.CreateDirectory(Path.GetDirectoryName(stage.RecordFile)!);
        await File.WriteAllTextAsync(stage.RecordFile, content);

        Assert.That(async () => await stage.RunAsync(new() { Revert = stage.RecordFile }), Fails.With(exitCode, said));
        Assert.That(async () => await stage.RunAsync(), Fails.With(exitCode, said), "it may be the only way back of something");
    }

    [TestCase("\"nodePort\": 30443", "\"nodePort\": 30444", "differ in more than where they lead")]
    [TestCase("\"path\": \"/spec/selector/app\"", "\"path\": \"/spec/type\"", "its inverse patch is not that")]
    [TestCase("\"state\": \"adopted\"", "\"state\": \"done\"", "its state is 'done'")]
    public async Task A_record_that_was_edited_is_refused(string what, string by, string said)
    {
        using var stage = new LoadBalancerStage();
        await stage.AdoptAsync();
        var text = await File.ReadAllTextAsync(stage.RecordFile);
        var at = text.IndexOf(what, StringComparison.Ordinal);
        await File.WriteAllTextAsync(stage.RecordFile, text[..at] + by + text[(at + what.Length)..]);

        Assert.That(async () => await stage.RevertAsync(), Fails.With(65, said));
        Assert.That(await stage.LeadsToAsync(), Is.EqualTo(New));
    }

    [Test]
    public async Task Where_the_way_back_cannot_be_written_nothing_is_handed_over()
    {
        using var stage = new LoadBalancerStage();
        await File.WriteAllTextAsync(Path.Combine(stage.Folder, "artifacts"), "a file in the folder's place");

        Assert.That(async () => await stage.RunAsync(), Fails.With(73, "cannot be written"));
        Assert.That(await stage.LeadsToAsync(), Is.EqualTo(Old));
    }

    [Test]
    public void A_file_that_is_not_there_is_66_and_two_wishes_at_once_are_64()
    {
        using var stage = new LoadBalancerStage();
        Assert.That(async () => await stage.RunAsync(new() { Revert = "none.json" }), Fails.With(66, "none.json"));
        Assert.That(async () => await stage.RunAsync(new() { Revert = "none.json", Service = "locust" }), Fails.With(64, "--service and --revert"));
        Assert.That(async () => await stage.RunAsync(new() { Service = "locus" }), Fails.With(78, "beta/locust"));
    }

    // As a run is left by SIGKILL: the file says begun, the Service leads elsewhere, nobody undoes anything.
    private static async Task<LoadBalancerStage> CutOffAsync()
    {
        var stage = new LoadBalancerStage();
        using var stop = new CancellationTokenSource();
        var steady = stage.SaysAsync("to stay so for");
        var run = stage.RunAsync(cancellation: stop.Token);
        await steady;
        await stop.CancelAsync();
        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        return stage;
    }
}
