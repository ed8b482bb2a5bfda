using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Gateways;

/// <summary>Installs or upgrades the configured gateways: all of them planned and examined first, then each shown, installed, given its Gateway object, and proven.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class GatewayInstallation(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    private readonly JsonArray report = [];

    /// <summary>Installs every gateway, or the one that is named.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="only">The name of the gateway; null for all.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">The time limit of each helm call and of each rollout, where a gateway has none of its own.</param>
    /// <param name="cancellation">Stops it, and helm.</param>
    /// <exception cref="MeshException">Helm's own code when it fails; <see cref="ExitCode.Configuration"/>: no gateway, or none of this name, is configured; <see cref="ExitCode.NoInput"/>: a chart or a
    /// values file is not there, or the server does not serve Istio's Gateway; <see cref="ExitCode.FindingsFound"/>: options contradict each other, no injector is ready, or what was installed cannot be
    /// reached; <see cref="ExitCode.Refused"/>, <see cref="ExitCode.Forbidden"/>, <see cref="ExitCode.RolloutFailed"/>, <see cref="ExitCode.TimeLimit"/> as for releases.</exception>
    public async Task RunAsync(MeshOptions options, string? only, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        if (options.Istio is not { Gateways.Count: > 0 } istio)
        {
            NothingConfigured.Say(journal, "istio.gateways", required: true);
            return;
        }

        var chosen = Choose(istio, only);
        var helm = await tools.Helm.GetVersionAsync(cancellation);
        var cluster = tools.Connect(options.Cluster);
        var stage = new ReleaseStage(tools, gate, journal, time);
        var planned = new List<PlannedGateway>();
        foreach (var gateway in chosen)
        {
            planned.Add(await PlanAsync(stage, cluster, options, gateway, workingDirectory, timeout, cancellation));
        }

        await ExamineAsync(cluster, planned, cancellation);
        var unasked = new List<string>();
        foreach (var gateway in planned)
        {
            unasked.AddRange(await InstallAsync(stage, cluster, gateway, cancellation));
        }

        journal.Summarize($"{planned.Count} gateway{(planned.Count == 1 ? "" : "s")}: {string.Join(", ", planned.Select(gateway => $"{gateway.Options.Name} in {gateway.Options.Namespace}"))}; helm {helm}");
        if (unasked.Count > 0)
        {
            journal.NotEvaluated(string.Join("; ", unasked));
        }
    }

    private static List<GatewayOptions> Choose(IstioOptions istio, string? only)
    {
        var chosen = istio.Gateways.Where(gateway => only is null || gateway.Name == only).ToList();
        return chosen.Count > 0 ? chosen : throw new MeshException(ExitCode.Configuration, $"there is no gateway {only} under istio.gateways",
            NearestName.Hint(only!, istio.Gateways.Select(gateway => gateway.Name), $"Gateways there are: {string.Join(", ", istio.Gateways.Select(gateway => gateway.Name))}"));
    }

    private async Task<PlannedGateway> PlanAsync(ReleaseStage stage, ICluster cluster, MeshOptions options, GatewayOptions gateway, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        var (release, isIstios, chart) = await new GatewayReleases(tools).OfAsync(options.Istio!, gateway, workingDirectory, timeout, cancellation);
        var planned = new PlannedGateway(gateway, isIstios, chart, await stage.PlanAsync(cluster, options.Cluster, release, cancellation));
        report.Add(new JsonObject
        {
            ["gateway"] = gateway.Name, ["namespace"] = gateway.Namespace, ["chart"] = release.Chart, ["chartVersion"] = chart.Version, ["generated"] = release.Generated?.DeepClone(),
            ["values"] = new JsonArray([.. release.ValuesFiles.Select(file => JsonValue.Create(file))]), ["cleared"] = new JsonArray([.. planned.Release.Clear.Select(path => JsonValue.Create(path))]),
            ["postRendered"] = planned.Release.Manifest is not null, ["hosts"] = new JsonArray([.. gateway.Hosts.Select(host => JsonValue.Create(host))]),
            ["selector"] = new JsonObject(planned.Selector.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))), ["differences"] = planned.Plan.Differences.Count,
        });
        journal.Attach("gateways", report.DeepClone());
        return planned;
    }

    private async Task ExamineAsync(ICluster cluster, IReadOnlyList<PlannedGateway> planned, CancellationToken cancellation)
    {
        var found = new List<Finding>();
        foreach (var gateway in planned)
        {
            found.AddRange(await new GatewayExamination(cluster).OfAsync(gateway, cancellation));
        }

        found.ForEach(journal.Find);
        if (found.Where(finding => finding.Severity == Severity.Error).ToList() is [var first, ..] errors)
        {
            throw new MeshException(ExitCode.FindingsFound, $"no gateway is installed: {errors.Count} error{(errors.Count == 1 ? "" : "s")}, the first {first.Code} on {first.Subject}: {first.Evidence}", first.Remedy);
        }

        if (gate.DryRun == DryRun.Off && planned.Any(gateway => gateway.Options.Hosts.Count > 0) && await new GatewayObject(cluster, gate, journal).KindAsync(cancellation) is null)
        {
            throw new MeshException(ExitCode.NoInput, "the server does not serve Istio's kind Gateway, and hosts are configured", "Install Istio's CRDs first, with Mesh.InstallIstio");
        }

        foreach (var gateway in planned)
        {
            await new InjectorReadiness(cluster, gate.DryRun, journal).RequireAsync(gateway.Plan, cancellation);
        }
    }

    private async Task<IReadOnlyList<string>> InstallAsync(ReleaseStage stage, ICluster cluster, PlannedGateway gateway, CancellationToken cancellation)
    {
        var unasked = new List<string>(await stage.InstallAsync(cluster, gateway.Plan, cancellation));
        if (gateway.Options.Hosts.Count > 0 && await new GatewayObject(cluster, gate, journal).ApplyAsync(gateway.Options, gateway.Selector, cancellation) is { } why)
        {
            unasked.Add(why);
        }

        if (gate.DryRun == DryRun.Off)
        {
            await new GatewayProof(cluster, journal, time).RunAsync(gateway, cancellation);
        }

        return unasked;
    }
}
