using System.Globalization;
using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Istio.Authority.Comparison;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Istio.Authority;

/// <summary>The CAs that lie in a cluster, and which of them istiod uses.</summary>
/// <param name="PluggedIn">The secret cacerts; null when it is not there.</param>
/// <param name="SelfSigned">The secret istio-ca-secret; null when it is not there.</param>
/// <param name="Started">When the oldest istiod that runs was started; null when none runs, or nobody may look.</param>
/// <param name="WhyUnknown">Why it is not known whether istiod was started after cacerts was made; null when it is known, or does not matter.</param>
/// <param name="Told">What istiod tells its own namespace to trust; null when it is not known.</param>
internal sealed record LiveCas(LiveSecret? PluggedIn, LiveSecret? SelfSigned, DateTimeOffset? Started, string? WhyUnknown, RootSet? Told)
{
    // The key in cacerts that istiod sets where it wrote the secret itself.
    private const string Generated = "istio-generated";

    /// <summary>True when cacerts came after istiod, which looks for it only when it starts, and istiod does not tell its roots.</summary>
    public bool IsLate => PluggedIn is { } secret && Started < secret.Object.Created() && !secret.Bundle.Files.ContainsKey(Generated) && Told?.Same(Roots(secret)) != true;

    /// <summary>The one that istiod uses; null when there is none, or none that is known.</summary>
    public LiveSecret? Used => IsLate ? SelfSigned : PluggedIn ?? SelfSigned;

    /// <summary>What is to be said where <see cref="IsLate"/>; null otherwise.</summary>
    public Finding? Finding => IsLate ? RootFindings.NotPickedUp.On($"{PluggedIn}",
        $"the secret was made {Moment(PluggedIn!.Object.Created())}, istiod started {Moment(Started)}{(SelfSigned is null ? "" : $" and signs with {SelfSigned}")}{(Told is null ? "" : $"; it tells its namespace to trust {Told}, and the secret says {Roots(PluggedIn)}")}") : null;

    /// <summary>The roots of a secret.</summary>
    public static RootSet Roots(LiveSecret secret) => RootSet.Of(secret.Bundle.Roots ?? ReadOnlyMemory<byte>.Empty);

    /// <summary>Reads them.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Forbidden"/>: the secrets may not be read; else as for <see cref="ICluster"/>.</exception>
    public static async Task<LiveCas> ReadAsync(ICluster cluster, IstioOptions istio, Secrets secrets, CancellationToken cancellation)
    {
        var live = new LiveAuthority(cluster, istio.Namespace, secrets);
        var (plugged, own) = (await live.PluggedInAsync(cancellation), await live.SelfSignedAsync(cancellation));
        if (plugged is null)
        {
            return new(plugged, own, null, null, null);
        }

        try
        {
            var started = await StartedAsync(cluster, istio, cancellation);
            var told = await live.TrustAsync(istio.Namespace, cancellation);
            return new(plugged, own, started, null, told is { } pem ? RootSet.Of(pem) : null);
        }
        catch (MeshException denied) when (denied.ExitCode == ExitCode.Forbidden)
        {
            return new(plugged, own, null, $"whether istiod of {cluster.Context} was started after cacerts was made: {denied.Reason}", null);
        }
    }

    // A container that was started again has read its files again.
    private static async Task<DateTimeOffset?> StartedAsync(ICluster cluster, IstioOptions istio, CancellationToken cancellation)
    {
        DateTimeOffset? oldest = null;
        var query = new ListQuery(istio.Namespace, istio.Revision is null ? "app=istiod" : $"app=istiod,istio.io/rev={istio.Revision}");
        await foreach (var pod in cluster.ListAsync(ResourceKind.Pod, query, cancellation))
        {
            var started = pod.Items("status", "containerStatuses").FirstOrDefault(container => container.Text("name") == "discovery").Time("state", "running", "startedAt");
            oldest = pod.IsTerminating() || started is null || oldest < started ? oldest : started;
        }

        return oldest;
    }

    public static string Moment(DateTimeOffset? time) => time?.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "at an unknown time";
}
