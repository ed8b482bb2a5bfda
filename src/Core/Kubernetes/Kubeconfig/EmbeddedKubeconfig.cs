using Mesh.Core.Findings;
using Mesh.Core.Journal;
using Mesh.Core.Model;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Kubernetes.Kubeconfig;

/// <summary>A kubeconfig that is no file of this machine, such as the one in a remote secret: its current context, and what in it only its own machine could use.</summary>
/// <remarks>Nothing that it names is ever opened or run here: neither a plugin nor a file.</remarks>
internal sealed class EmbeddedKubeconfig
{
    // Positions in it are told without the name that stands for it while it is read.
    private static readonly string File = Path.GetFullPath("embedded");

    private EmbeddedKubeconfig(ContextEntry context, ClusterEntry cluster, UserEntry? user) => (Context, Cluster, User) = (context, cluster, user);

    public ContextEntry Context { get; }

    public ClusterEntry Cluster { get; }

    /// <summary>Null where it has none and so is anonymous.</summary>
    public UserEntry? User { get; }

    /// <summary>What needs a program or a file of another machine, in the words of istiod's refusal; empty for none. Source: istio, pkg/kube/util.go.</summary>
    public IReadOnlyList<string> Foreign =>
    [
        .. User?.Exec is null ? Array.Empty<string>() : ["exec"],
        .. User?.AuthProvider is { } provider ? [provider] : Array.Empty<string>(),
        .. User?.TokenFile is null ? Array.Empty<string>() : ["tokenFile"],
        .. User?.ClientKey is null ? Array.Empty<string>() : ["clientKey"],
        .. User?.ClientCertificate is null ? Array.Empty<string>() : ["clientCertificate"],
    ];

    /// <summary>Reads one. What in it is secret is known as that from here on, also where the rest cannot be read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">What it is called in errors.</param>
    /// <param name="secrets">Learns of every credential.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.MalformedInput"/>: it cannot be read. The message quotes nothing of it but names.</exception>
    public static EmbeddedKubeconfig Read(string text, string place, Secrets secrets)
    {
        try
        {
            var root = KubeconfigParser.Parse(File, text) ?? throw Malformed("it is empty");
            var file = KubeconfigFile.Of(root, secrets);
            var current = root.Text("current-context") is { Length: > 0 } name ? name : throw Malformed("it has no current-context");
            var set = KubeconfigSet.Of(file);
            var context = set.FindContext(current) ?? throw Malformed($"there is no context '{Printable.OneLine(current)}', which is its current-context");
            return new EmbeddedKubeconfig(context, set.ClusterOf(context), set.UserOf(context));
        }
        catch (MeshException malformed)
        {
            // A text that is no YAML may be a token, and what is wrong with it may quote it.
            var why = malformed.InnerException is YamlSyntaxException broken ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it is no YAML from line {broken.At.Line} on") : malformed.Reason.Replace($"{File}:", "line ", StringComparison.Ordinal);
            throw new MeshException(ExitCode.MalformedInput, $"{place}: {why}", "Write it anew with istioctl create-remote-secret");
        }
    }

    private static MeshException Malformed(string why) => new(ExitCode.MalformedInput, why, "");
}
