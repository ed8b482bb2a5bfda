using Mesh.Core.Certificates;
using Mesh.Core.Changes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Istio.Authority;

/// <summary>Gives a cluster its CA: examined first, written in one step, istiod restarted with it, and proven to be in use. A root is changed in stages only.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="gate">Through which the changes go.</param>
/// <param name="journal">Where it is told; it learns of every private key before anything can print one.</param>
/// <param name="time">The clock.</param>
public sealed class CaApplication(Toolbox tools, ChangeGate gate, RunJournal journal, TimeProvider time)
{
    private static readonly string[] Decisive = ["tls.crt", "tls.key", "ca-crl.pem", "istio-generated"];

    /// <summary>Applies the CA, goes on with a rotation or goes back.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="arguments">What was asked for.</param>
    /// <param name="workingDirectory">The folder that relative paths begin at.</param>
    /// <param name="timeout">The time limit of istiod's restart, and of waiting for the proxies to trust both roots.</param>
    /// <param name="cancellation">Stops it; a secret is written whole or not at all, and the next run takes up what was not finished.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: arguments that exclude each other; <see cref="ExitCode.Configuration"/>: it is not clear which CA, or which cluster;
    /// <see cref="ExitCode.NoInput"/>, <see cref="ExitCode.MalformedInput"/>: its folder is not there or not in Istio's layout; <see cref="ExitCode.Forbidden"/>: rights are missing;
    /// <see cref="ExitCode.FindingsFound"/>: the CA is broken, would change the root, is not used by istiod, or a rotation stands in the way; <see cref="ExitCode.Refused"/>: the server
    /// refused, or someone else has changed the secret meanwhile; <see cref="ExitCode.TimeLimit"/>: proxies need more time; <see cref="ExitCode.RolloutFailed"/>: istiod does not start.</exception>
    public async Task RunAsync(MeshOptions options, CaArguments arguments, string workingDirectory, TimeSpan timeout, CancellationToken cancellation)
    {
        if (arguments is { Rotate: true, Revert: true })
        {
            throw new MeshException(ExitCode.Usage, "--rotate and --revert are both given", "Say one of them");
        }

        _ = arguments.Istiod is null ? default : ServedChain.Parse(arguments.Istiod);
        var certificates = options.Certificates ?? new();
        var wanted = arguments.Revert ? null : Examine(ChosenCa.FolderOf(options.Certificates, workingDirectory, arguments.Cluster, options.Cluster.Context), workingDirectory, certificates, arguments.FailOn);

        await new ContextValidation(tools, journal).RunAsync(options, ClusterWork.Authority, cancellation);
        var (cluster, ns) = (tools.Connect(options.Cluster), (options.Istio ?? new()).Namespace);
        if (arguments.Rotate || arguments.Revert)
        {
            await AccessCheck.RequireAsync(cluster, [new("delete", "", "secrets", ns), new("list", "", "pods", null), new("list", "", "configmaps", null)], journal, cancellation);
        }

        var live = await LiveState.ReadAsync(cluster, ns, journal.Secrets, cancellation);
        RefuseForeign(live);
        var placing = new CaPlacing(cluster, ns, gate, journal, time, timeout, arguments.Istiod);
        var rotation = new RootRotation(cluster, ns, gate, journal, time, placing, timeout);
        if (wanted is null)
        {
            await rotation.BackAsync(live, arguments.Yes, cancellation);
        }
        else if (arguments.Rotate && (live.Kept is not null || ChangesRoot(live, wanted)))
        {
            RefuseUnknown(live, cluster, ns);
            await rotation.ForwardAsync(live, wanted, certificates, arguments.Yes, cancellation);
        }
        else
        {
            RefuseRootChange(live, wanted, cluster, ns);
            await ApplyAsync(live, wanted, placing, cluster, ns, cancellation);
        }
    }

    private async Task ApplyAsync(LiveState live, CaFiles wanted, CaPlacing placing, ICluster cluster, string ns, CancellationToken cancellation)
    {
        var secret = ResourceKind.Secret.Describe(ns, LiveAuthority.PluggedIn);
        if (wanted.Same(CaFiles.Of(live.PluggedIn?.Bundle)))
        {
            if (live.RestartPending is null)
            {
                journal.Note($"{secret} holds the CA already: nothing to change");
                journal.Summarize("nothing to change");
                await (live.Istiods.Count > 0 ? placing.ProveAsync(wanted, cancellation) : Task.CompletedTask);
                return;
            }

            journal.Note($"{secret} holds the CA already; an earlier run was stopped before istiod was restarted");
            await placing.ResumeAsync(live, wanted, cancellation);
        }
        else
        {
            await placing.PutAsync(live, wanted, live.PluggedIn is null
                ? $"kubectl delete secret {LiveAuthority.PluggedIn} --namespace {ns} --context {cluster.Context}"
                : "apply the CA from before with Mesh.ApplyCa; its key is kept nowhere here", cancellation);
        }

        var words = gate.DryRun == DryRun.Off ? "" : "would be ";
        journal.Summarize(live.Istiods.Count == 0
            ? $"{secret} {words}written; there is no istiod in {ns} yet to restart"
            : $"{secret} {words}written, {live.Istiods.Count} istiod {words}restarted");
    }

    private CaFiles Examine(string folder, string workingDirectory, CertificatesOptions options, Severity failOn)
    {
        var bundle = CaFolder.Read(Path.GetFullPath(folder, workingDirectory), folder);
        foreach (var (name, content) in bundle.Files)
        {
            KeyMask.Hide(journal.Secrets, name, content.Span);
        }

        if (bundle.Layout != CaLayout.Istio)
        {
            throw new MeshException(ExitCode.MalformedInput, $"{folder} is in the layout of cert-manager (tls.crt)", "Put the files into Istio's layout: ca-cert.pem, ca-key.pem, cert-chain.pem, root-cert.pem");
        }

        var report = new CaVerification(journal, time).Examine(bundle, TimeSpan.FromDays(options.WarnDays), options.TrustDomain, folder);
        if (report.Findings.Where(finding => finding.Severity >= failOn).ToList() is [var first, ..] problems)
        {
            throw new MeshException(ExitCode.FindingsFound, $"{folder} is not applied: {problems.Count} finding{(problems.Count == 1 ? "" : "s")}, the first {first.Code} on {first.Subject}: {first.Evidence.Split('\n')[0]}", first.Remedy);
        }

        return CaFiles.Of(bundle) ?? throw new MeshException(ExitCode.MalformedInput, $"{folder} is incomplete", "Make the CA with Mesh.CreateCa");
    }

    private void RefuseForeign(LiveState live)
    {
        if (live.PluggedIn is not { } secret)
        {
            return;
        }

        var foreign = secret.Bundle.Files.Keys.Except(CaFiles.Names).Order(StringComparer.Ordinal).ToList();
        var decisive = foreign.Intersect(Decisive).ToList();
        if (foreign.Except(decisive).ToList() is { Count: > 0 } surplus)
        {
            journal.Find(AuthorityFindings.SurplusKey.On(secret.ToString(), Model.Printable.OneLine(string.Join(", ", surplus))));
        }

        if (decisive.Count > 0)
        {
            var finding = AuthorityFindings.ForeignKey.On(secret.ToString(), string.Join(", ", decisive));
            journal.Find(finding);
            throw new MeshException(ExitCode.FindingsFound, $"{secret} holds {string.Join(", ", decisive)}, which istiod reads instead of the four files or beside them", finding.Remedy);
        }
    }

    private void RefuseRootChange(LiveState live, CaFiles wanted, ICluster cluster, string ns)
    {
        var subject = $"{ResourceKind.Secret.Describe(ns, LiveAuthority.PluggedIn)} of {cluster.Context}";
        if (live.Kept is not null)
        {
            journal.Find(AuthorityFindings.RotationUnderWay.On(subject, $"{live.Kept} is there"));
            throw new MeshException(ExitCode.FindingsFound, $"{subject} is in the middle of a rotation", AuthorityFindings.RotationUnderWay.Remedy);
        }

        if (ChangesRoot(live, wanted))
        {
            var seen = $"the mesh trusts {CaText.Names(live.Trusted)}; the new CA has {CaText.Names(wanted.Roots)}";
            journal.Find(AuthorityFindings.RootChange.On(subject, seen));
            throw new MeshException(ExitCode.FindingsFound, $"{subject} is not changed: {seen}", AuthorityFindings.RootChange.Remedy);
        }
    }

    private void RefuseUnknown(LiveState live, ICluster cluster, string ns)
    {
        if (live.Current is null)
        {
            var seen = $"{ns} is told to trust {CaText.Names(live.Told ?? [])}, and no secret holds a CA";
            journal.Find(AuthorityFindings.UnknownAuthority.On($"istiod in {ns} of {cluster.Context}", seen));
            throw new MeshException(ExitCode.FindingsFound, $"the root cannot be rotated: {seen}", AuthorityFindings.UnknownAuthority.Remedy);
        }
    }

    // No one is cut off when all that is trusted stays trusted, and the new CA's root is among it. A secret that is as wanted changes nothing.
    private static bool ChangesRoot(LiveState live, CaFiles wanted) =>
        live.Istiods.Count > 0 && live.Trusted.Count > 0 && !wanted.Same(CaFiles.Of(live.PluggedIn?.Bundle))
        && !(wanted.Trusts(live.Trusted) && wanted.OwnRoot is { } root && live.Trusted.Any(root.Same));
}
