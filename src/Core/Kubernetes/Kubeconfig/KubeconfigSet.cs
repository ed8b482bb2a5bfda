using Mesh.Core.Findings;
using Mesh.Core.Journal;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>Several kubeconfig files as one. Names are exact and case-sensitive; a name that stands twice is an error, since whichever was meant, the other might be taken.</summary>
internal sealed class KubeconfigSet
{
    private readonly Dictionary<string, ContextEntry> contexts;
    private readonly Dictionary<string, ClusterEntry> clusters;
    private readonly Dictionary<string, UserEntry> users;

    private KubeconfigSet(List<KubeconfigFile> files)
    {
        ContextNames = [.. files.SelectMany(file => file.Contexts).Select(context => context.Name)];
        contexts = Index("context", files.SelectMany(file => file.Contexts));
        clusters = Index("cluster", files.SelectMany(file => file.Clusters));
        users = Index("user", files.SelectMany(file => file.Users));
    }

    /// <summary>In the order of the files.</summary>
    public IReadOnlyList<string> ContextNames { get; }

    public static KubeconfigSet Read(IEnumerable<string> paths, Secrets secrets) => new([.. paths.Select(path => KubeconfigFile.Read(path, secrets))]);

    public static KubeconfigSet Of(KubeconfigFile file) => new([file]);

    public ContextEntry? FindContext(string name) => contexts.GetValueOrDefault(name);

    public ClusterEntry ClusterOf(ContextEntry context) => Named(clusters, "cluster", context.Cluster, context);

    /// <summary>The user of a context; null where it has none and so is anonymous.</summary>
    public UserEntry? UserOf(ContextEntry context) => string.IsNullOrEmpty(context.User) ? null : Named(users, "user", context.User, context);

    private static T Named<T>(Dictionary<string, T> entries, string what, string name, ContextEntry context) =>
        entries.TryGetValue(name, out var entry)
            ? entry
            : throw KubeconfigNode.Malformed(context.At, $"the context '{context.Name}' names the {what} '{name}', and there is no such {what}", NearestName.Hint(name, entries.Keys, $"Add the {what} or name one there is"));

    private static Dictionary<string, T> Index<T>(string what, IEnumerable<T> entries)
        where T : INamedEntry
    {
        var index = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!index.TryAdd(entry.Name, entry))
            {
                throw new MeshException(
                    ExitCode.MalformedInput,
                    $"the {what} '{entry.Name}' stands twice: at {index[entry.Name].At} and at {entry.At}",
                    $"Rename or remove one of the two, so that it is plain which {what} is meant");
            }
        }

        return index;
    }
}
