using System.Text.Json.Nodes;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.LoadBalancers;

/// <summary>Hands the load balancers of existing Services to other pods: addresses, node ports and everything else stay. Proven afterwards, or led back by itself.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
public sealed class LoadBalancerAdoption(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    /// <summary>Hands over the configured load balancers one after the other, or goes back on one.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="arguments">What was asked for.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">How long the endpoints may take to be filled, where the load balancer has no limit of its own.</param>
    /// <param name="cancellation">Stops it; a hand-over that is not proven yet is undone by the gate then.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: arguments that exclude each other; <see cref="ExitCode.Configuration"/>: none is configured, or not this one;
    /// <see cref="ExitCode.MalformedInput"/>: labels, ports or the record are malformed; <see cref="ExitCode.NoInput"/>: no such Service, no pod matches, or no such record;
    /// <see cref="ExitCode.FindingsFound"/>: findings at or above --fail-on; <see cref="ExitCode.Refused"/>: the Service was changed by somebody else; <see cref="ExitCode.CannotCreate"/>: the
    /// way back cannot be written; <see cref="ExitCode.RolloutFailed"/>: it did not hold and was led back.</exception>
    public async Task RunAsync(MeshOptions options, AdoptionArguments arguments, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        if (arguments is { Service: not null, Revert: not null })
        {
            throw new MeshException(ExitCode.Usage, "--service and --revert are both given", "Say one of them; the file of --revert says which Service it is");
        }

        if (arguments.Revert is { } path)
        {
            await RevertAsync(options, HandOverFile.At(path, workingDirectory), arguments, timeout, cancellation);
            return;
        }

        if (options.LoadBalancers.Count == 0)
        {
            NothingConfigured.Say(journal, "loadBalancers", required: true);
        }

        var all = WantedRoute.Of(options.LoadBalancers, arguments.Service, timeout);
        var cluster = tools.Connect(options.Cluster);
        var done = new List<string>();
        foreach (var wanted in all)
        {
            done.Add(await AdoptAsync(cluster, wanted, HandOverFile.For(arguments.Folder, workingDirectory, wanted.Namespace, wanted.Service), arguments.FailOn, cancellation));
            journal.Summarize(string.Join(", ", done.GroupBy(one => one).Select(same => $"{same.Count()} {same.Key}")));
        }
    }

    private async Task<string> AdoptAsync(ICluster cluster, WantedRoute wanted, HandOverFile file, Severity failOn, CancellationToken cancellation)
    {
        var (service, from) = await ReadAsync(cluster, wanted.Namespace, wanted.Service, cancellation);
        var to = from.To(wanted.Selector, wanted.Targets);
        var subject = ResourceKind.Service.Describe(wanted.Namespace, wanted.Service);
        var earlier = file.Read();
        var isOpen = earlier is { State: HandOverRecord.BegunState } && earlier.Uid == service.Uid() && earlier.After.Same(from);
        if (isOpen)
        {
            var evidence = $"{file.Shown} was begun at {earlier!.Begun} and not finished";
            if (!earlier.After.Same(to))
            {
                throw Refused(LoadBalancerFindings.Unfinished.On(subject, $"{evidence}; it leads to {from.Query}, and {to.Query} is asked for"), ExitCode.FindingsFound);
            }

            journal.Find(LoadBalancerFindings.Unfinished.On(subject, evidence) with { Severity = Severity.Info });
        }

        if (to.Same(from))
        {
            journal.Note($"{subject} leads to {to.Query} already: nothing to change{(isOpen ? "; the hand-over from before is to be proven" : "")}");
            if (gate.DryRun != DryRun.Off && isOpen)
            {
                return "would be finished";
            }

            await (isOpen
                ? new HandOver(cluster, gate, journal, time, file, earlier!).FinishAsync(service, wanted.Limit, wanted.Steady, cancellation)
                : ProveAsync(cluster, service, wanted.Limit, cancellation));
            return isOpen ? "finished" : "as wanted already";
        }

        var examination = await RouteExamination.OfAsync(cluster, service, from, to, cancellation);
        journal.Note(examination.Impact());
        var missing = wanted.Targets.Keys.Where(port => from.Each.All(one => one.Number("port") != port)).Order()
            .Select(port => LoadBalancerFindings.NoSuchPort.On(subject, $"there is no port {port} among {RoutePods.Several(from.Each.Select(Route.Describe))}"));
        Tell([.. missing, .. examination.Pods(), .. examination.Surroundings(), .. await SharedAddress.ExamineAsync(cluster, service, to, cancellation)], failOn);

        // Of a hand-over that is done, the way back is still of use; one that never came to its change has nothing to go back on.
        if (earlier is { State: HandOverRecord.Adopted })
        {
            await file.MakeRoomAsync(gate, earlier, cancellation);
        }

        var record = HandOverRecord.Begin(cluster, service, from, to, examination.Old.Ready.Count, time.GetUtcNow());
        await new HandOver(cluster, gate, journal, time, file, record).ForwardAsync(service, wanted.Limit, wanted.Steady, cancellation);
        return gate.DryRun == DryRun.Off ? "handed over" : "would be handed over";
    }

    private async Task RevertAsync(MeshOptions options, HandOverFile file, AdoptionArguments arguments, TimeSpan timeout, CancellationToken cancellation)
    {
        var record = file.Read() ?? throw new MeshException(ExitCode.NoInput, $"there is no file {file.Shown} to go back on", "Name the file that the hand-over wrote: REPORT/adopt-NAMESPACE-SERVICE.json");
        var cluster = tools.Connect(options.Cluster);
        await AccessCheck.RequireAsync(cluster, [.. MeshAccess.ToHandOver(record.Namespace)], journal, cancellation);
        var (service, from) = await ReadAsync(cluster, record.Namespace, record.Service, cancellation);
        if (service.Uid() == record.Uid && from.Same(record.Before))
        {
            journal.Note($"{record.Subject} leads to {from.Query}, as before the hand-over: nothing to change");
            journal.Summarize("nothing to change");
            return;
        }

        if (service.Uid() != record.Uid || !from.Same(record.After))
        {
            var evidence = service.Uid() != record.Uid ? $"it has UID {service.Uid()} and had {record.Uid}: it is another, or another cluster's ({record.Context} it was)"
                : ServiceFacts.Differs(new JsonObject { ["spec"] = record.After.Json() }, new JsonObject { ["spec"] = from.Json() })!;
            throw Refused(LoadBalancerFindings.ChangedSince.On(record.Subject, $"{evidence}; last written by {Writer(service)}"), ExitCode.Refused);
        }

        var configured = options.LoadBalancers.FirstOrDefault(one => one.Namespace == record.Namespace && one.Service == record.Service);
        var limit = TimeLimit.TryParse(configured?.Timeout, out var own) ? own : timeout;
        var steady = TimeLimit.TryParse(configured?.Steady ?? LoadBalancerOptions.DefaultSteady, out var span) ? span : TimeSpan.Zero;
        var examination = await RouteExamination.OfAsync(cluster, service, from, record.Before, cancellation);
        journal.Note(examination.Impact());

        // A Service that led nowhere before leads nowhere again, and nothing can prove it.
        var prove = record.EndpointsBefore > 0 && !(arguments.Yes && examination.Fresh.Ready.Count == 0);
        IEnumerable<Finding> pods = prove ? examination.Pods() : examination.Pods().Select(finding => finding with { Severity = Severity.Info });
        Tell([.. pods, .. await SharedAddress.ExamineAsync(cluster, service, record.Before, cancellation)], arguments.FailOn);
        await new HandOver(cluster, gate, journal, time, file, record).BackAsync(service, prove, limit, steady, cancellation);
        if (!prove)
        {
            journal.NotEvaluated($"whether {record.Subject} serves: {(record.EndpointsBefore == 0 ? "it led nowhere before the hand-over" : "no pod is ready there, and --yes was said")}");
        }

        journal.Summarize(gate.DryRun == DryRun.Off ? "led back" : "would be led back");
    }

    private async Task ProveAsync(ICluster cluster, JsonObject service, TimeSpan limit, CancellationToken cancellation)
    {
        var outcome = await new RouteProof(cluster, journal, time).RunAsync(service, limit, TimeSpan.Zero, cancellation);
        if (outcome.Failed is { } why)
        {
            throw Refused(LoadBalancerFindings.NoEndpoints.On(ResourceKind.Service.Describe(service.Namespace(), service.Name()), why), ExitCode.FindingsFound);
        }

        journal.Note($"proven: {outcome.Endpoints} ready");
    }

    private async Task<(JsonObject Service, Route Route)> ReadAsync(ICluster cluster, string ns, string name, CancellationToken cancellation)
    {
        var subject = ResourceKind.Service.Describe(ns, name);
        var service = await cluster.GetAsync(ResourceKind.Service, ns, name, cancellation)
            ?? throw new MeshException(ExitCode.NoInput, $"{subject} is not there", $"Check name and namespace with kubectl get services --all-namespaces --context {cluster.Context}");
        var why = service.IsTerminating() ? "it is being deleted"
            : !service.IsLoadBalancer() ? $"it is of type {Printable.OneLine(service.Text("spec", "type") ?? "ClusterIP")}"
            : Route.Of(service) is null ? "it has no selector, or no ports"
            : null;
        return why is null ? (service, Route.Of(service)!) : throw Refused(LoadBalancerFindings.NotHandedOver.On(subject, why), ExitCode.FindingsFound);
    }

    private void Tell(IReadOnlyList<Finding> findings, Severity failOn)
    {
        foreach (var finding in findings)
        {
            journal.Find(finding);
        }

        if (findings.Where(finding => finding.Severity >= failOn).MaxBy(finding => finding.Severity) is { } worst)
        {
            throw new MeshException(worst.Code == LoadBalancerFindings.NoPod.Code ? ExitCode.NoInput : ExitCode.FindingsFound, $"{worst.Subject} is not handed over: {worst.Code}: {worst.Evidence}", worst.Remedy);
        }
    }

    private MeshException Refused(Finding finding, int exitCode)
    {
        journal.Find(finding);
        return new MeshException(exitCode, $"{finding.Subject}: {finding.Code}: {finding.Evidence}", finding.Remedy);
    }

    private static string Writer(JsonObject service) =>
        service.Items("metadata", "managedFields").OrderByDescending(entry => entry.Text("time"), StringComparer.Ordinal).FirstOrDefault(entry => entry.Text("manager") != "mesh") is { } entry
            ? Printable.OneLine($"{entry.Text("manager")} at {entry.Text("time")}") : "nobody that is named";
}
