using System.Text.RegularExpressions;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Revisions;
using Mesh.Core.Istio.Verification;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.ProxyStatus;

/// <summary>Looks at proxies from all sides: their pods, their port 15021 and every istiod.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="istioNamespace">The namespace of the control plane.</param>
/// <param name="journal">Where it is told.</param>
/// <param name="time">The clock.</param>
internal sealed partial class ProxyLookout(ICluster cluster, string istioNamespace, RunJournal journal, TimeProvider time)
{
    // Each is asked for by name; an istiod that shows more has another trouble.
    private const int MostGone = 200;

    private readonly ProxySync sync = new(cluster);
    private readonly StatusPorts ports = new(cluster, journal, time);
    private readonly Dictionary<(string Namespace, string Pod), (StatusAnswer Answer, long Restarts)> answers = [];
    private IReadOnlyDictionary<string, string>? tags;
    private HeardIstiods heard = new([], [], []);

    /// <summary>Why tags were not resolved; null where they were.</summary>
    public string? Untagged { get; private set; }

    /// <summary>Asks every istiod again.</summary>
    public async Task HearAsync(CancellationToken cancellation)
    {
        tags ??= await TagsAsync(cancellation);
        try
        {
            heard = await sync.HearAsync(istioNamespace, cancellation);
        }
        catch (MeshException refused) when (refused.ExitCode == ExitCode.Forbidden)
        {
            // Whoever may look at his own namespaces alone still learns what his pods say.
            heard = new([], [$"the pods of istiod in {istioNamespace}: {refused.Reason}"], []);
        }
    }

    /// <summary>Asks the port of each that runs and has not said yet, since its container started, that it is ready: who has said so goes on saying it.</summary>
    public async Task AskAsync(IEnumerable<ProxyState> proxies, CancellationToken cancellation)
    {
        var open = proxies.Where(proxy => proxy.Phase == "Running" && !(answers.TryGetValue((proxy.Namespace, proxy.Pod), out var known) && known.Restarts == proxy.Restarts && known.Answer.Code == 200)).ToList();
        var fresh = await ports.AskAsync(open, cancellation);
        foreach (var proxy in open)
        {
            answers.Remove((proxy.Namespace, proxy.Pod));
            if (fresh.TryGetValue((proxy.Namespace, proxy.Pod), out var answer))
            {
                answers[(proxy.Namespace, proxy.Pod)] = (answer, proxy.Restarts);
            }
        }
    }

    /// <summary>The connections of pods that are not there, each with the istiod that holds it.</summary>
    /// <param name="isThere">Whether a pod was there before the istiods were asked.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<(string Namespace, string Pod, string Istiod)>> GoneAsync(Func<(string Namespace, string Pod), bool> isThere, CancellationToken cancellation)
    {
        var gone = new List<(string, string, string)>();
        foreach (var (istiod, answer) in heard.Answers.Where(one => !isThere((one.Answer.Namespace, one.Answer.Proxy))).Take(MostGone))
        {
            // It may have been born since. What no pod can be called is asked for under no path.
            if (!Name().IsMatch(answer.Proxy) || !Name().IsMatch(answer.Namespace) || await cluster.GetAsync(ResourceKind.Pod, answer.Namespace, answer.Proxy, cancellation) is null)
            {
                gone.Add((Printable.OneLine(answer.Namespace), Printable.OneLine(answer.Proxy), istiod));
            }
        }

        gone.Sort();
        return gone;
    }

    /// <summary>What is known of these now.</summary>
    /// <param name="proxies">The proxies as their pods say.</param>
    /// <param name="gone">Connections of pods that are not there.</param>
    public SeenMesh See(IEnumerable<ProxyState> proxies, IReadOnlyList<(string Namespace, string Pod, string Istiod)> gone) => new(
        heard.Join(proxies.Select(proxy => proxy with
        {
            Revision = proxy.Revision is { } name ? tags?.GetValueOrDefault(name, name) ?? name : Istiod.DefaultRevision,
            Status = answers.TryGetValue((proxy.Namespace, proxy.Pod), out var known) ? known.Answer : null,
        })),
        heard.Running,
        gone);

    private async Task<IReadOnlyDictionary<string, string>> TagsAsync(CancellationToken cancellation)
    {
        try
        {
            return (await Webhooks.ReadAsync(cluster, istioNamespace, cancellation)).Tags;
        }
        catch (MeshException refused) when (refused.ExitCode == ExitCode.Forbidden)
        {
            Untagged = $"which revision a tag stands for: {refused.Reason}";
            return new Dictionary<string, string>();
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([-.a-z0-9]{0,251}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
