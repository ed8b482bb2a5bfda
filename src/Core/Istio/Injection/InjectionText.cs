namespace Mesh.Core.Istio.Injection;

/// <summary>Injection as people read it.</summary>
internal static class InjectionText
{
    // As many as fit two screens; the report has all of them.
    private const int MostLines = 60;

    public static string Of(SeenInjection seen, IReadOnlyList<string> notEvaluated) =>
        string.Join("\n\n", new[] { Hooks(seen), Workloads(seen), Restarts(seen), string.Join('\n', notEvaluated.Select(what => $"not evaluated: {what}")) }.Where(part => part.Length > 0));

    private static string Hooks(SeenInjection seen) => seen.Injectors.Hooks.Count == 0 ? "there is no injector in the cluster" : TextTable.Of(
    [
        ["webhook", "of", "revision", "failurePolicy", "reached"],
        .. seen.Injectors.Hooks.Select(hook => new[] { hook.Name, hook.Configuration, hook.Tag is { } tag ? $"{hook.Revision} (tag {tag})" : hook.Revision, hook.IsPassedOver ? "Ignore" : "Fail", seen.Injectors.FaultOf(hook) is { } fault ? $"NO: it {fault}" : "yes" }),
    ]);

    // All of a few; of many those that something is wrong with.
    private static string Workloads(SeenInjection seen)
    {
        var shown = seen.Workloads.Count <= MostLines ? seen.Workloads : [.. seen.Workloads.Where(one => one.Troubles.Count > 0)];
        var rest = seen.Workloads.Count - Math.Min(shown.Count, MostLines);
        return TextTable.Of([["workload", "labels say", "server makes", "pods have", "why"], .. shown.Take(MostLines).Select(one => new[]
        {
            $"{one.Live}", one.Decision.Injects switch { true => "inject", false => "none", _ => "not known" }, $"{one.Proof}", $"{one.Live.Pods.Count(pod => pod.Proxy.HasProxy)} of {one.Live.Pods.Count}", one.Decision.Why,
        })]) + (rest > 0 ? $"\nand {rest} more, which the report has" : "");
    }

    private static string Restarts(SeenInjection seen) => !seen.Restarts.Any() ? ""
        : $"a restart mends these; for mesh.yaml and Mesh.RestartWorkloads:\nrestarts:\n{string.Join('\n', seen.Restarts.Take(MostLines).Select(one => $"  - {{ namespace: {one.Live.Namespace}, workload: {one.Live.Name} }}"))}"
            + (seen.Restarts.Count() > MostLines ? $"\n  # and {seen.Restarts.Count() - MostLines} more, which the report has" : "");
}
