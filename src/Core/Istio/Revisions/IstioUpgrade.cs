using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions.State;
using Mesh.Core.Journal;
using Mesh.Core.Processes;

namespace Mesh.Core.Istio.Revisions;

/// <summary>Brings a running mesh to another version: by a second control plane that the namespaces are moved to in batches, each judged and taken back by itself, or in place.</summary>
/// <remarks>Where it stands is in the cluster: a run that was killed anywhere is gone on with by the next, from any machine.</remarks>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
/// <param name="commands">Runs the user's own judge of a batch.</param>
/// <param name="services">What others do.</param>
public sealed class IstioUpgrade(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time, ICommandRunner commands, UpgradeServices services)
{
    /// <summary>Upgrades, or goes on with an upgrade that was cut off.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">The time limit of a helm call, of a rollout, and of a batch's proxies where istio.upgrade.timeout is not set.</param>
    /// <param name="yes">True to take the upgrade from another run that holds it.</param>
    /// <param name="cancellation">Stops it. Nothing is undone then: both control planes serve, and the next run goes on with the batch that was under way.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: no version, or it is not clear which revision to come from; <see cref="ExitCode.NoInput"/>: no istiod, no chart, no metric
    /// command; <see cref="ExitCode.MalformedInput"/>: the state in the cluster says nothing; <see cref="ExitCode.Forbidden"/>: rights are missing; <see cref="ExitCode.Refused"/>: another run is at work,
    /// or the server refused a change; <see cref="ExitCode.FindingsFound"/>: the step is too large, the new control plane is not sound, or the old one is still in use;
    /// <see cref="ExitCode.RolloutFailed"/>: batches were taken back.</exception>
    public Task RunAsync(MeshOptions options, string workingDirectory, TimeSpan timeout, bool yes, CancellationToken cancellation) => options.Istio?.Installer == "istioctl"
        ? throw new MeshException(ExitCode.Configuration, "istio.installer is istioctl, and an upgrade in batches installs the new control plane by helm", "Set istio.installer to helm, or run istioctl upgrade and Mesh.VerifyIstio after it")
        : GoAsync(UpgradeContext.Of(tools, gate, journal, time, commands, options, services.Of(options, workingDirectory, timeout), workingDirectory, timeout, yes), cancellation);

    internal static async Task GoAsync(UpgradeContext context, CancellationToken cancellation)
    {
        var plan = await UpgradePlan.ReadAsync(context, cancellation);
        await using var ledger = new UpgradeLedger(context.Cluster, context.Namespace, context.Gate, context.Journal, context.Time);
        var known = await ledger.ReadAsync(cancellation);
        if (UpgradeStart.Of(context, plan, known) is not { } state)
        {
            return;
        }

        new Gates.MetricCommand(context).Require();
        UpgradeText.TellPlan(context, plan, state);
        var report = new UpgradeReport(context.Journal);
        if (context.Gate.DryRun != DryRun.Off)
        {
            await ledger.TakeAsync(state, context.Yes, cancellation);
            await new UpgradeRehearsal(context).RunAsync(state, plan, cancellation);
            report.Attach(state);
            return;
        }

        state = await BeginAsync(context, ledger, state, known, cancellation);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, ledger.Lost);
        try
        {
            state = state.IsInPlace ? await new InPlaceUpgrade(context, ledger, report).RunAsync(state, either.Token) : await new CanaryUpgrade(context, ledger, report).RunAsync(state, either.Token);
            state = await ledger.SaveAsync(state with { Ended = true }, either.Token);
        }
        catch (MeshException exception) when (exception.ExitCode == ExitCode.FindingsFound)
        {
            // It came to its end as well: what stands in the way is for people to mend.
            var last = await ledger.ReadAsync(cancellation) ?? state;
            await ledger.SaveAsync(last with { Ended = true }, cancellation);
            report.Attach(last);
            throw;
        }
        catch (OperationCanceledException) when (ledger.Lost.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw UpgradeLedger.TakenOver(context.Namespace);
        }

        report.Attach(state);
        UpgradeText.TellEnd(context, state);
    }

    // Between reading and holding it another run may have gone on: what is there when we hold it counts.
    private static async Task<UpgradeState> BeginAsync(UpgradeContext context, UpgradeLedger ledger, UpgradeState wanted, UpgradeState? known, CancellationToken cancellation)
    {
        var held = await ledger.TakeAsync(wanted, context.Yes, cancellation);
        if (known is not null && held.Text != known.Text)
        {
            throw new MeshException(ExitCode.Refused, $"another run has gone on with the upgrade of {context.Namespace} meanwhile", "Run the same again");
        }

        return await ledger.SaveAsync(wanted with { Ended = false }, cancellation);
    }
}
