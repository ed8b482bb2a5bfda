using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;

namespace Mesh.Core.Delivery;

/// <summary>Asks for rights before they are needed, all at once.</summary>
internal static class AccessCheck
{
    private const int AtOnce = 8;

    /// <summary>Throws unless every right is there.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Forbidden"/> with every missing right.</exception>
    public static async Task RequireAsync(ICluster cluster, IReadOnlyList<AccessRule> rules, RunJournal journal, CancellationToken cancellation)
    {
        var missing = await MissingAsync(cluster, rules, cancellation);
        foreach (var rule in missing)
        {
            journal.Find(Catalogue.MissingRight.On(rule.ToString(), $"the user of context {cluster.Context} may not {rule}"));
        }

        if (missing.Count > 0)
        {
            throw new MeshException(ExitCode.Forbidden, $"the user of context {cluster.Context} lacks {missing.Count} of {rules.Count} rights: {string.Join(", ", missing)}", Catalogue.MissingRight.Remedy);
        }
    }

    /// <summary>Those of the rights that are not there, in their order.</summary>
    public static async Task<IReadOnlyList<AccessRule>> MissingAsync(ICluster cluster, IReadOnlyList<AccessRule> rules, CancellationToken cancellation)
    {
        var allowed = new bool[rules.Count];
        await Parallel.ForAsync(0, rules.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (index, token) => allowed[index] = await cluster.IsAllowedAsync(rules[index], token));
        return [.. rules.Where((_, index) => !allowed[index])];
    }
}
