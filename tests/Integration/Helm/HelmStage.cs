using Mesh.Core.Changes;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Processes;
using Mesh.Integration.Environment;
using CommandResult = Mesh.Integration.Environment.CommandResult;

namespace Mesh.Integration.Helm;

/// <summary>The real helm on the shared control plane, with a namespace and a release of one test's own.</summary>
internal sealed class HelmStage : IJournalListener
{
    private HelmStage(ControlPlane cluster, string executable)
    {
        Cluster = cluster;
        Executable = executable;
        Journal = new RunJournal(TimeProvider.System, new Secrets());
        Journal.Listen(this);
        Helm = With(executable);
        Target = new HelmTarget("mesh-test", cluster.AdminKubeconfig);
        Release = new HelmRelease("web", Chart, "helm-" + Guid.NewGuid().ToString("n")[..12]) { CreateNamespace = true, Timeout = TimeSpan.FromMinutes(1) };
    }

    public ControlPlane Cluster { get; }

    public string Executable { get; }

    public RunJournal Journal { get; }

    public HelmCommand Helm { get; }

    public HelmTarget Target { get; }

    public HelmRelease Release { get; }

    public List<string> Lines { get; } = [];

    private static string Chart
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!Directory.Exists(Path.Combine(folder!.FullName, "charts", "web")))
            {
                folder = folder.Parent;
            }

            return Path.Combine(folder.FullName, "charts", "web");
        }
    }

    public static async Task<HelmStage> RequireAsync() =>
        new(await SharedControlPlane.RequireAsync(), await Require.Available(ControlPlane.HelmAsync()));

    public HelmCommand With(string executable) => new(new CommandRunner(Journal, TimeProvider.System), Journal, executable);

    /// <summary>What an upgrade would change, as <c>action subject</c>, and the diffs.</summary>
    public async Task<IReadOnlyList<ObjectDiff>> DiffAsync(HelmRelease release)
    {
        var rendered = ManifestSet.Parse(await Helm.RenderAsync(Target, release, default), "rendered");
        var installed = ManifestSet.Parse(await Helm.GetManifestAsync(Target, release, default), "installed");
        return ReleaseDiff.Of(installed, rendered, release.Namespace, Journal.Secrets);
    }

    public async Task<string> GetAsync(string subject, string jsonPath) =>
        (await Cluster.KubectlAsync("get", subject, "-n", Release.Namespace, "-o", $"jsonpath={jsonPath}")).Succeeded();

    public Task<CommandResult> KubectlAsync(params string[] arguments) => Cluster.KubectlAsync([.. arguments, "-n", Release.Namespace]);

    public void OnToolOutput(string tool, string line, bool isError) => Lines.Add(line);
}
