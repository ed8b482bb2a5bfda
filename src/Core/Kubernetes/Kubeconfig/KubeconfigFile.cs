using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>One kubeconfig file.</summary>
internal sealed record KubeconfigFile(IReadOnlyList<ContextEntry> Contexts, IReadOnlyList<ClusterEntry> Clusters, IReadOnlyList<UserEntry> Users)
{
    private const long LargestMegabytes = 10;

    public static KubeconfigFile Read(string path, Secrets secrets)
    {
        var root = Parse(path) ?? throw new MeshException(ExitCode.MalformedInput, $"the kubeconfig {path} is empty", "Write it anew with your cloud's tool, or point --kubeconfig elsewhere");
        return Of(root, secrets);
    }

    public static KubeconfigFile Of(KubeconfigNode root, Secrets secrets) => new(
        Entries(root, "contexts", "context", ContextEntry.Read),
        Entries(root, "clusters", "cluster", ClusterEntry.Read),
        Entries(root, "users", "user", (name, node) => UserEntry.Read(name, node, secrets)));

    private static List<T> Entries<T>(KubeconfigNode root, string list, string body, Func<string, KubeconfigNode, T> read) =>
        [.. root.Items(list).Select(item => read(item.Required("name"), item.Child(body) ?? new KubeconfigNode(item.At.File, new YamlMap(item.At.Place, "", []))))];

    private static KubeconfigNode? Parse(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (stream.Length > LargestMegabytes * 1024 * 1024)
            {
                throw new MeshException(ExitCode.MalformedInput, $"the kubeconfig {path} is larger than {LargestMegabytes} MB", "Check that the path names a kubeconfig");
            }

            using var text = new StreamReader(stream);
            return KubeconfigParser.Parse(path, text.ReadToEnd());
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException || Directory.Exists(path))
        {
            var what = Directory.Exists(path) ? "is a directory" : "is not there";
            throw new MeshException(ExitCode.NoInput, $"the kubeconfig {path} {what}", "Check --kubeconfig, cluster.kubeconfig and the variable KUBECONFIG", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MeshException(ExitCode.InputOutput, $"the kubeconfig {path} cannot be read: {exception.Message}", "Check the owner and the mode of the file", exception);
        }
    }
}
