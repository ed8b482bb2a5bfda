namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>Which kubeconfig files count: those named, else those of KUBECONFIG, else <c>~/.kube/config</c> when it is there.</summary>
internal static class KubeconfigPaths
{
    /// <returns>Full paths, each once, in the order given. Those that were named are returned whether they are there or not.</returns>
    public static IReadOnlyList<string> Of(string? named, ClientSurroundings surroundings)
    {
        if (Split(named, surroundings) is { Count: > 0 } given)
        {
            return given;
        }

        if (Split(surroundings.Variable("KUBECONFIG"), surroundings) is { Count: > 0 } fromVariable)
        {
            return fromVariable;
        }

        var usual = Path.Combine(surroundings.Home, ".kube", "config");
        return File.Exists(usual) ? [usual] : [];
    }

    private static List<string> Split(string? paths, ClientSurroundings surroundings) =>
        [.. (paths ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(path => path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(surroundings.Home, path[1..]) : path)
            .Select(Path.GetFullPath)
            .Distinct(StringComparer.Ordinal)];
}
