using Mesh.Core.Configuration;
using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Delivery;

/// <summary>Makes sure, before anything is changed, that the right cluster is there and lets this user do what will be done.</summary>
/// <param name="tools">The outside world.</param>
/// <param name="journal">Where it is told.</param>
public sealed class ContextValidation(Toolbox tools, RunJournal journal)
{
    /// <summary>Checks the context, the server, the rights and the identity, in this order.</summary>
    /// <param name="options">What is configured.</param>
    /// <param name="work">What the chosen targets will do; where that is a look before a delivery, its rights are asked for as well.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Which cluster it is.</returns>
    /// <exception cref="MeshException"><see cref="ExitCode.Configuration"/>: no such context, or the identity pin does not match; <see cref="ExitCode.Unavailable"/>: no server;
    /// <see cref="ExitCode.Forbidden"/>: rights are missing, all of them named.</exception>
    public async Task<ClusterIdentity> RunAsync(MeshOptions options, ClusterWork work, CancellationToken cancellation)
    {
        var cluster = tools.Connect(options.Cluster);
        var version = await cluster.GetVersionAsync(cancellation);

        var rules = RequiredAccess.Of(options, work.LooksAhead() ? work | ClusterWork.Releases | ClusterWork.Restarts : work);
        await AccessCheck.RequireAsync(cluster, rules, journal, cancellation);

        var uid = await IdentityPin.CheckAsync(cluster, options.Cluster, cancellation);

        journal.Note($"""
            context    {cluster.Context}
            server     {cluster.Server}
            version    {version}
            identity   {uid ?? "not evaluated: the user may not get namespaces"}
            rights     {(rules.Count == 0 ? "none asked for: nothing is configured that needs any" : $"{rules.Count} asked for, all there")}
            """);
        journal.Summarize($"{cluster.Context}, {version}");
        return new ClusterIdentity(cluster.Context, cluster.Server, version, uid);
    }
}
