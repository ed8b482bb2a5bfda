using Mesh.Core.Findings;

namespace Mesh.Core.Istio.Verification;

/// <summary>What a verification has seen so far. What may not be looked at is kept apart from what is well.</summary>
internal sealed class Verdict
{
    private readonly List<Finding> findings = [];
    private readonly List<string> notEvaluated = [];

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<Finding> Findings => findings;

    /// <summary>What could not be looked at, each with the reason.</summary>
    public IReadOnlyList<string> NotEvaluated => notEvaluated;

    /// <summary>The workloads of the mesh.</summary>
    public IReadOnlyList<SeenWorkload> Workloads { get; set; } = [];

    /// <summary>The webhooks.</summary>
    public IReadOnlyList<SeenWebhook> Webhooks { get; set; } = [];

    /// <summary>The CRDs; null where they were not looked at.</summary>
    public SeenCrds? Crds { get; set; }

    /// <summary>The proxies; null where they were not looked at.</summary>
    public SeenProxies? Proxies { get; set; }

    /// <summary>Something is wrong.</summary>
    public void Find(Finding finding) => findings.Add(finding);

    /// <summary>Something could not be looked at.</summary>
    public void Leave(string what) => notEvaluated.Add(what);

    /// <summary>Looks at something that the user may have no right to; then that is said, and the rest goes on.</summary>
    /// <exception cref="MeshException">It fails otherwise.</exception>
    public async Task<T?> TryAsync<T>(string what, Func<Task<T>> look)
    {
        try
        {
            return await look();
        }
        catch (MeshException refused) when (refused.ExitCode == ExitCode.Forbidden)
        {
            Leave($"{what}: {refused.Reason}");
            return default;
        }
    }
}
