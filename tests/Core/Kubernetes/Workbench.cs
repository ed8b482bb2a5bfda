using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Processes;

namespace Mesh.Core.Tests.Kubernetes;

/// <summary>A folder, a journal, a clock and a connector of one test's own.</summary>
public sealed class Workbench : IJournalListener, IDisposable
{
    private readonly List<string> notes = [];

    public Workbench(ICommandRunner? runner = null, TimeProvider? time = null)
    {
        Folder = Directory.CreateTempSubdirectory("mesh-kube-").FullName;
        Time = time ?? new SkippingTime(TimeSpan.FromSeconds(7));
        Journal = new RunJournal(Time, new Secrets());
        Journal.Listen(this);
        Plugin = runner ?? new FakePlugin(_ => throw new InvalidOperationException("no process may be started here"));
        Connector = new ClusterConnector(Plugin, Journal, Time)
        {
            Surroundings = new ClientSurroundings { Home = Folder, ServiceAccount = Path.Combine(Folder, "sa"), Variable = name => Variables.GetValueOrDefault(name) },
        };
    }

    public string Folder { get; }

    public TimeProvider Time { get; }

    public RunJournal Journal { get; }

    public ICommandRunner Plugin { get; }

    public ClusterConnector Connector { get; }

    public Dictionary<string, string> Variables { get; } = [];

    public IReadOnlyList<string> Notes
    {
        get
        {
            lock (notes)
            {
                return [.. notes];
            }
        }
    }

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>A kubeconfig with one context, cluster and user, all of one name.</summary>
    public static string Kubeconfig(string name, string server = "http://127.0.0.1:1", string cluster = "", string user = "token: abcdefgh") =>
        $$"""
        apiVersion: v1
        kind: Config
        current-context: {{name}}
        clusters:
        - name: {{name}}
          cluster: { server: "{{server}}"{{(cluster.Length > 0 ? ", " + cluster : "")}} }
        contexts:
        - name: {{name}}
          context: { cluster: {{name}}, user: {{name}} }
        users:
        - name: {{name}}
          user: { {{user}} }
        """;

    /// <summary>The cluster of a kubeconfig with one context.</summary>
    public ICluster Connect(string server, string cluster = "", string user = "token: abcdefgh") =>
        Connector.Connect("test", Write("config", Kubeconfig("test", server, cluster, user)));

    /// <summary>Runs what has to fail on purpose, and gives how it failed.</summary>
    public static MeshException Failure(Action act) => Assert.Throws<MeshException>(() => act())!;

    /// <summary>Runs what has to fail on purpose, and gives how it failed.</summary>
    public static async Task<MeshException> FailureAsync(Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (MeshException exception)
        {
            return exception;
        }

        throw new AssertionException("it did not fail");
    }

    void IJournalListener.OnNote(string text)
    {
        lock (notes)
        {
            notes.Add(text);
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
