using Mesh.Core.Istio.Verification;

namespace Mesh.Core.Istio.ProxyStatus;

/// <summary>The proxies as people read them.</summary>
internal static class ProxyText
{
    // As many as fit two screens; the report has all of them.
    private const int MostLines = 60;

    public static string Of(SeenMesh seen, IReadOnlyList<string> notEvaluated) => string.Join("\n\n", new[] { Istiods(seen), Proxies(seen), string.Join('\n', notEvaluated.Select(what => $"not evaluated: {what}")) }.Where(part => part.Length > 0));

    private static string Istiods(SeenMesh seen) => seen.Istiods.Count == 0 ? "" : TextTable.Of([["istiod", "revision", "version", "proxies", "synced"], .. seen.Istiods.Select(istiod =>
    {
        var connected = seen.Proxies.Where(proxy => proxy.Istiod == istiod.Pod || proxy.AlsoOn.Contains(istiod.Pod)).ToList();
        var isAsked = seen.Mesh.Asked.Any(one => one.Pod == istiod.Pod);
        return new[] { istiod.Pod, istiod.Revision, istiod.Version ?? "", isAsked ? $"{connected.Count}" : "not asked", isAsked ? $"{connected.Count(proxy => proxy.Sync == SyncState.Synced)}" : "" };
    })]);

    // All of a few; of many those that something is wrong with.
    private static string Proxies(SeenMesh seen)
    {
        var shown = seen.Proxies.Count <= MostLines ? seen.Proxies : [.. seen.Proxies.Where(proxy => seen.TroublesOf(proxy).Count > 0 || proxy.Sync is null)];
        var table = shown.Count == 0 ? "" : TextTable.Of([["proxy", "15021", "state", "istiod", "revision", "version"], .. shown.Take(MostLines).Select(proxy => new[]
        {
            $"{proxy}", proxy.Status?.ToString() ?? "not asked", State(seen, proxy), string.Join(", ", proxy.AlsoOn.Prepend(proxy.Istiod ?? "none")), proxy.Revision ?? "", proxy.IstioVersion ?? "",
        })]) + (shown.Count > MostLines ? $"\nand {shown.Count - MostLines} more, which the report has" : "") + "\n\n";
        return $"{table}{seen.Well} of {seen.Proxies.Count} proxies as they should be"
            + (seen.Proxies.Any(proxy => proxy.Status?.Code == 200) ? "; 200 on 15021 is latched: it says that a proxy was configured once, and nothing of its connection today" : "");
    }

    /// <summary>The word for a proxy's state, as istioctl has it where it has one.</summary>
    public static string State(SeenMesh seen, ProxyState proxy) => proxy.Sync switch
    {
        null => !proxy.IsReady ? "NOT READY" : seen.Mesh.Asked.Count == 0 || seen.Mesh.NotAsked.Count > 0 ? "not known" : "UNKNOWN",
        SyncState.NotSent => "NOT SENT",
        SyncState.Rejected => "ERROR",
        SyncState.Stale => "STALE",
        _ => proxy.AlsoOn.Count > 0 ? "TWICE" : proxy.IsReady ? "SYNCED" : "NOT READY",
    };
}
