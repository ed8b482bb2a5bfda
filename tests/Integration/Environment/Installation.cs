using System.Collections.Concurrent;

namespace Mesh.Integration.Environment;

/// <summary>The programs the tests need, installed once on a machine by <c>install.sh</c>.</summary>
public static class Installation
{
    // A first build of the servers takes several minutes on two processors, and others may be building too.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(60);

    private static readonly ConcurrentDictionary<string, Lazy<Task>> Components = new();

    /// <summary>The cache outside the clone, as the scripts choose it.</summary>
    public static string Cache { get; } = FindCache();

    /// <returns>The path of helm 3.10.1.</returns>
    /// <exception cref="UnavailableException">It cannot be had on this machine.</exception>
    public static Task<string> HelmAsync() => ProgramAsync("helm", "HELM");

    /// <returns>The path of kubectl 1.20.2.</returns>
    /// <exception cref="UnavailableException">It cannot be had on this machine.</exception>
    public static Task<string> KubectlAsync() => ProgramAsync("control-plane", "KUBECTL");

    /// <summary>Installs docker-registry and skopeo, which are then found in PATH.</summary>
    /// <exception cref="UnavailableException">They cannot be had on this machine.</exception>
    public static Task RegistriesAsync() => EnsureAsync("registries");

    /// <summary>Installs dos2unix, strace, hyperfine, xmllint and shellcheck, which are then found in PATH.</summary>
    /// <exception cref="UnavailableException">They cannot be had on this machine.</exception>
    public static Task ToolsAsync() => EnsureAsync("tools");

    private static async Task<string> ProgramAsync(string component, string key)
    {
        await EnsureAsync(component);
        return KeyValueFile.Read(Path.Combine(Cache, "environment.env"))[key];
    }

    // Once per run of the tests, whatever the answer: a machine does not change meanwhile.
    private static Task EnsureAsync(string component) =>
        Components.GetOrAdd(component, name => new Lazy<Task>(() => Scripts.RunAsync(
            Patience, "install.sh", "--owner", $"{System.Environment.ProcessId}", name))).Value;

    private static string FindCache()
    {
        if (System.Environment.GetEnvironmentVariable("MESH_TEST_CACHE") is { Length: > 0 } chosen)
            return chosen;
        var caches = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(System.Environment.GetEnvironmentVariable("HOME") ?? "", ".cache");
        return Path.Combine(caches, "cake-frosting-mesh");
    }
}
