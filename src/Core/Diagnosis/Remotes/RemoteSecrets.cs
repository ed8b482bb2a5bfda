using System.Text.Json.Nodes;
using Mesh.Core.Configuration;
using Mesh.Core.Delivery;
using Mesh.Core.Diagnosis.Evidence;
using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Kubernetes.Kubeconfig;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Diagnosis.Remotes;

/// <summary>
/// Looks at remote secrets as istiod does: reads each kubeconfig, and asks its API server for its version, once and in bounds. Their values are read here alone: they are no evidence, and neither kept nor shown.
/// </summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Whose secrets learn of every credential before anyone else does.</param>
/// <param name="time">The clock.</param>
internal sealed class RemoteSecrets(Toolbox tools, RunJournal journal, TimeProvider time)
{
    /// <summary>How long one API server is waited for.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private const int Most = 50;
    private const int AtOnce = 8;

    /// <summary>Looks. What may not be read is said and is no error.</summary>
    /// <param name="options">Which cluster.</param>
    /// <param name="evidence">What was seen of it.</param>
    /// <param name="istioNamespace">The namespace of the control plane.</param>
    /// <param name="explained">Pods whose refusal is explained already, by namespace and name.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<RemoteReport> LookAsync(ClusterOptions options, EvidenceSet evidence, string istioNamespace, IReadOnlyCollection<(string Namespace, string Name)> explained, CancellationToken cancellation)
    {
        if (!evidence.AsksFor(istioNamespace))
        {
            return new([], []);
        }

        List<RemoteCluster> remotes;
        try
        {
            remotes = await ReadAsync(tools.Connect(options), istioNamespace, cancellation);
        }
        catch (MeshException refused)
        {
            // Who may not list secrets at all has been told so.
            return new([], evidence.NotSeen.Any(what => what.StartsWith("secrets in ", StringComparison.Ordinal)) ? [] : [$"remote secrets in {istioNamespace}: {refused.Reason}"]);
        }

        var istiods = new KnownIstiods(evidence, istioNamespace);
        var answers = new Looked[Math.Min(Most, remotes.Count)];
        await Parallel.ForAsync(0, answers.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (at, token) => answers[at] = await JudgeAsync(remotes[at], istiods.Allowed, token));
        return new(
            [.. answers.SelectMany(answer => answer.Findings), .. PassedOver(remotes, istiods), .. UnknownClusters.Of(evidence, istiods, [.. remotes.Select(remote => remote.Id)], explained)],
            [.. answers.Select(answer => answer.Open).OfType<string>(), .. remotes.Count > Most ? [$"{remotes.Count - Most} more remote clusters: {Most} were looked at"] : Array.Empty<string>()]);
    }

    private async Task<List<RemoteCluster>> ReadAsync(ICluster cluster, string istioNamespace, CancellationToken cancellation)
    {
        var all = new List<JsonObject>();
        await foreach (var secret in cluster.ListAsync(ResourceKind.Secret, new ListQuery(istioNamespace, RemoteCluster.Label), cancellation))
        {
            all.Add(secret);
        }

        return [.. all.OrderBy(secret => secret.Name(), StringComparer.Ordinal).SelectMany(secret => RemoteCluster.In(secret, journal.Secrets.Add))];
    }

    private async Task<Looked> JudgeAsync(RemoteCluster remote, IReadOnlyList<string> allowed, CancellationToken cancellation)
    {
        if (remote.Kubeconfig is not { } text)
        {
            return new([RemoteSecretFindings.Unreadable.On(remote.Subject, "its value is no base64")], null);
        }

        var findings = new List<Finding>();
        try
        {
            var config = EmbeddedKubeconfig.Read(text, "its kubeconfig", journal.Secrets);
            findings.AddRange(KubeconfigJudge.Judge(remote, config, allowed, time.GetUtcNow()));
            // What needs a program or a file of another machine is not run here, and what has expired is refused by anybody.
            return config.Foreign.Count > 0 || config.Cluster.CertificateAuthority is not null ? new(findings, $"API server of {remote.Subject}: its kubeconfig needs a program or file of another machine, which is neither run nor opened here")
                : findings.Exists(finding => finding.Code == RemoteSecretFindings.Expired.Code) ? new(findings, null)
                : new([.. findings, .. await AskAsync(remote, text, config, cancellation) is { } refused ? [refused] : Array.Empty<Finding>()], null);
        }
        catch (MeshException malformed) when (malformed.ExitCode == ExitCode.MalformedInput)
        {
            return new([.. findings, RemoteSecretFindings.Unreadable.On(remote.Subject, Printable.OneLine(malformed.Reason))], null);
        }
        catch (MeshException unasked)
        {
            return new(findings, $"API server of {remote.Subject}: {Printable.OneLine(unasked.Reason)}");
        }
    }

    // The remote server's own words are left out: whoever answers there may send back what it was sent.
    private async Task<Finding?> AskAsync(RemoteCluster remote, string text, EmbeddedKubeconfig config, CancellationToken cancellation)
    {
        var cluster = tools.ConnectEmbedded(text, "its kubeconfig");
        var server = Printable.OneLine(config.Cluster.Server);
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await cluster.GetVersionAsync(both.Token);
            return null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return RemoteSecretFindings.Unreachable.On(remote.Subject, $"{server} has not answered within {Patience.TotalSeconds:0} s");
        }
        catch (MeshException refused) when (refused.InnerException is ApiException { StatusCode: var status })
        {
            return status switch
            {
                401 => RemoteSecretFindings.Refused.On(remote.Subject, $"{server} answers 401"),
                403 => RemoteSecretFindings.Forbidden.On(remote.Subject, $"{server} answers 403"),
                _ => RemoteSecretFindings.Unreachable.On(remote.Subject, $"{server} answers {status}"),
            };
        }
        catch (MeshException unreachable) when (unreachable.ExitCode == ExitCode.Unavailable)
        {
            return RemoteSecretFindings.Unreachable.On(remote.Subject, $"{server}: {Printable.OneLine(journal.Secrets.Mask(unreachable.InnerException?.Message ?? "it answers as no API server does"))}");
        }
    }

    private static IEnumerable<Finding> PassedOver(IReadOnlyList<RemoteCluster> remotes, KnownIstiods istiods) =>
        remotes.Where(remote => istiods.Own.Contains(remote.Id, StringComparer.Ordinal)).Select(remote => RemoteSecretFindings.PassedOver.On(remote.Subject, $"{Printable.OneLine(remote.Id)} is istiod's own CLUSTER_ID"))
            .Concat(remotes.GroupBy(remote => remote.Id, StringComparer.Ordinal).Where(same => same.Count() > 1)
                .SelectMany(same => same.Skip(1).Select(second => RemoteSecretFindings.PassedOver.On(second.Subject, $"{Printable.OneLine(second.Id)} is in secret {same.First().Secret} too"))));

    private sealed record Looked(IReadOnlyList<Finding> Findings, string? Open);
}
