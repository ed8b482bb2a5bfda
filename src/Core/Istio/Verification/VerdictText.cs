using Mesh.Core.Certificates.Reading;

namespace Mesh.Core.Istio.Verification;

/// <summary>A verification as people read it.</summary>
internal static class VerdictText
{
    // As many as fit a screen; the report has all of them.
    private const int MostLines = 20;

    public static string Of(Verdict verdict, ExpectedMesh expected) => string.Join("\n\n", new[]
    {
        $"revision {expected.Revision} in {expected.Options.Namespace}, Istio {expected.Version ?? "of an unknown version"}",
        Workloads(verdict), Webhooks(verdict), Crds(verdict, expected), Istiods(verdict), Proxies(verdict),
        string.Join('\n', verdict.NotEvaluated.Select(what => $"not evaluated: {what}")),
    }.Where(part => part.Length > 0));

    private static string Workloads(Verdict verdict) => Table(["workload", "pods", "nodes", "image"], verdict.Workloads,
        one => [one.Workload, one.Available ? one.Status : $"NOT AVAILABLE: {one.Status}", string.Join(", ", one.Architectures), one.Image ?? ""]);

    private static string Webhooks(Verdict verdict) => Table(["webhook", "leads to", "ready", "caBundle", "failurePolicy"], verdict.Webhooks, one =>
    [
        one.Configuration, one.Server.Length == 0 ? "NOBODY" : one.Server, one.Endpoints switch { null => "not known", 0 => "NOBODY", { } some => $"{some}" },
        one.TrustsIstiod switch { true => "istiod's", false => "ANOTHER", _ => "not known" }, one.FailurePolicy,
    ]);

    private static string Crds(Verdict verdict, ExpectedMesh expected) => verdict.Crds is not { } crds ? ""
        : $"CRDs of Istio 1.{expected.Minor}: {crds.Wanted - crds.Missing.Count - crds.Unfit.Count} of {crds.Wanted} there and established";

    private static string Istiods(Verdict verdict) => Table(["istiod", "revision", "proxies", "synced"], verdict.Proxies?.Mesh.Asked ?? [], istiod =>
    {
        var connected = verdict.Proxies!.Mesh.Proxies.Where(proxy => proxy.Istiod == istiod.Pod || proxy.AlsoOn.Contains(istiod.Pod)).ToList();
        return [istiod.Pod, istiod.Revision, $"{connected.Count}", $"{connected.Count(proxy => proxy.Sync == SyncState.Synced)}"];
    });

    private static string Proxies(Verdict verdict)
    {
        if (verdict.Proxies is not { } seen || seen.Mesh.Asked.Count == 0)
        {
            return "";
        }

        var troubled = seen.Own.Where(proxy => proxy is not { Sync: SyncState.Synced, AlsoOn.Count: 0, IsReady: true }).ToList();
        var ends = seen.Certificates.Count == 0 ? "" : $"; of {seen.Certificates.Count} certificates the first ends {Certificate.Moment(seen.Certificates.Values.Min(leaf => leaf.NotAfter))}";
        var line = $"{seen.Synced} of {seen.Own.Count} proxies synced on one istiod{(seen.Others == 0 ? "" : $"; {seen.Others} of other revisions, which are not looked at")}{ends}";
        return troubled.Count == 0 ? line : $"{line}\n\n{Table(["proxy", "state", "istiod", "version"], troubled, proxy => [$"{proxy}", State(proxy), string.Join(", ", proxy.AlsoOn.Prepend(proxy.Istiod ?? "none")), proxy.IstioVersion ?? ""])}";
    }

    private static string State(ProxyState proxy) => !proxy.IsReady ? "NOT READY" : proxy.Sync switch
    {
        null => "UNKNOWN",
        SyncState.NotSent => "NOT SENT",
        { } state => proxy.AlsoOn.Count > 0 && state == SyncState.Synced ? "TWICE" : $"{state}".ToUpperInvariant(),
    };

    private static string Table<T>(string[] head, IReadOnlyList<T> all, Func<T, string[]> line) => all.Count == 0 ? ""
        : TextTable.Of([head, .. all.Take(MostLines).Select(line)]) + (all.Count > MostLines ? $"\nand {all.Count - MostLines} more" : "");
}
