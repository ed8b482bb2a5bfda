namespace Mesh.Integration.Environment;

/// <summary>A real Kubernetes 1.20 control plane with hollow nodes, on loopback ports of its own.</summary>
/// <remarks>It stops and takes its folder with it when it is disposed, and also when this process is gone in
/// whatever way: the script's supervisor watches it.</remarks>
public sealed class ControlPlane : IAsyncDisposable
{
    // Far more than it takes, so that only a hanging server runs into it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly IReadOnlyDictionary<string, string> environment;
    private bool stopped;

    private ControlPlane(string directory)
    {
        Directory = directory;
        environment = KeyValueFile.Read(Path.Combine(directory, "env"));
        AuditLog = new AuditLog(environment["MESH_TEST_AUDIT_LOG"]);
    }

    /// <summary>A private folder with all of its files.</summary>
    public string Directory { get; }

    /// <summary>Such as <c>https://127.0.0.1:12345</c>.</summary>
    public Uri Server => new(environment["MESH_TEST_SERVER"]);

    /// <summary>Context <c>mesh-test</c>, with a client certificate of the group system:masters.</summary>
    public string AdminKubeconfig => environment["MESH_TEST_KUBECONFIG"];

    /// <summary>Context <c>mesh-nobody</c>, with the client certificate of a user who has no rights.</summary>
    public string NobodyKubeconfig => environment["MESH_TEST_NOBODY_KUBECONFIG"];

    /// <summary>A file with the bearer token of <c>token-user</c>, who is in the group system:masters.</summary>
    public string TokenFile => environment["MESH_TEST_TOKEN_FILE"];

    /// <summary>The authority that signed the server's certificate, as PEM.</summary>
    public string CertificateAuthority => environment["MESH_TEST_CA"];

    /// <summary>kubectl of the same version as the server.</summary>
    public string Kubectl => environment["MESH_TEST_KUBECTL"];

    public AuditLog AuditLog { get; }

    public IReadOnlyList<string> Nodes =>
        environment["MESH_TEST_NODES"].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Installs the servers when they are not yet, and starts them.</summary>
    /// <param name="nodes">How many hollow nodes of which architecture, such as <c>2</c> or
    /// <c>1:amd64,1:arm64</c>.</param>
    /// <param name="controllers">False for etcd and the API server alone, which start much faster.</param>
    /// <returns>When the API server answers and every node is ready.</returns>
    /// <exception cref="UnavailableException">The servers cannot be had on this machine.</exception>
    public static async Task<ControlPlane> StartAsync(string nodes = "2", bool controllers = true)
    {
        await Installation.KubectlAsync();
        var directory = Path.Combine(Path.GetTempPath(), "mesh-test-" + Path.GetRandomFileName());
        string[] extra = controllers ? ["--nodes", nodes] : ["--no-controllers"];
        try
        {
            await Scripts.RunAsync(
                Patience, "control-plane.sh", ["start", directory, "--owner", $"{System.Environment.ProcessId}", .. extra]);
        }
        catch (TimeoutException) when (System.IO.Directory.Exists(directory))
        {
            // The script was killed and could not clean up as it does when it fails.
            await Scripts.RunAsync(Patience, "control-plane.sh", "stop", directory);
            throw;
        }

        return new ControlPlane(directory);
    }

    /// <returns>The path of helm 3.10.1.</returns>
    /// <exception cref="UnavailableException">It cannot be had on this machine.</exception>
    public static Task<string> HelmAsync() => Installation.HelmAsync();

    /// <summary>Kills the API server as a crash would.</summary>
    public Task KillApiServerAsync() => Scripts.RunAsync(Patience, "control-plane.sh", "kill-apiserver", Directory);

    /// <summary>Brings a killed API server back: same address, same data.</summary>
    /// <returns>When it answers.</returns>
    public Task StartApiServerAsync() => Scripts.RunAsync(Patience, "control-plane.sh", "start-apiserver", Directory);

    /// <summary>Runs kubectl as the administrator, whatever kubeconfig the user has.</summary>
    public Task<CommandResult> KubectlAsync(params string[] arguments) =>
        KubectlWithInputAsync("", arguments);

    /// <summary>Runs kubectl as the administrator, with <paramref name="input"/> for <c>-f -</c>.</summary>
    public Task<CommandResult> KubectlWithInputAsync(string input, params string[] arguments) => Command.RunAsync(
        Kubectl,
        arguments,
        // Its caches go into the folder that is removed.
        new Dictionary<string, string?> { ["KUBECONFIG"] = AdminKubeconfig, ["HOME"] = Path.Combine(Directory, "home") },
        input);

    public async ValueTask DisposeAsync()
    {
        if (stopped)
            return;
        stopped = true;
        await Scripts.RunAsync(Patience, "control-plane.sh", "stop", Directory);
    }
}
