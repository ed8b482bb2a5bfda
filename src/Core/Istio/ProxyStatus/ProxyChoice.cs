using Mesh.Core.Findings;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;

namespace Mesh.Core.Istio.ProxyStatus;

/// <summary>Which proxies are meant.</summary>
public sealed record ProxyChoice
{
    private ProxyChoice(IReadOnlyList<string> namespaces, string? selector, IReadOnlyList<(string Namespace, string Name)> pods) => (Namespaces, Selector, Pods) = (namespaces, selector, pods);

    /// <summary>The namespaces; none for all.</summary>
    internal IReadOnlyList<string> Namespaces { get; }

    /// <summary>What the labels of their pods have to be; null for any.</summary>
    internal string? Selector { get; }

    /// <summary>The pods by name; none where the others choose.</summary>
    internal IReadOnlyList<(string Namespace, string Name)> Pods { get; }

    /// <summary>True where it is known of every pod of a namespace whether it is meant, so that a connection of a pod that is not there is one too many.</summary>
    internal bool IsWhole => Selector is null && Pods.Count == 0;

    /// <summary>The lists and watches that see them.</summary>
    internal IEnumerable<ListQuery> Queries => Pods.Count > 0 ? Pods.Select(pod => pod.Namespace).Distinct(StringComparer.Ordinal).Select(ns => new ListQuery(ns))
        : Namespaces.Count > 0 ? Namespaces.Select(ns => new ListQuery(ns, Selector))
        : [new ListQuery(LabelSelector: Selector)];

    /// <summary>Reads a choice as it is given on a command line.</summary>
    /// <param name="namespaces">Names of namespaces; none for all.</param>
    /// <param name="selector">A label selector such as <c>app=web</c>; null for every pod.</param>
    /// <param name="pods">Single pods as <c>NAMESPACE/NAME</c>, instead of the other two.</param>
    /// <exception cref="MeshException"><see cref="ExitCode.Usage"/>: a namespace that is none, a pod without one, a selector that cannot be read, or pods together with one of the other two.</exception>
    public static ProxyChoice Of(IEnumerable<string> namespaces, string? selector, IEnumerable<string> pods)
    {
        var (spaces, names) = (NamespaceArguments.Of(namespaces), pods.Select(Pod).Distinct().ToList());
        if (names.Count > 0 && (spaces.Count > 0 || selector is not null))
        {
            throw new MeshException(ExitCode.Usage, "--pod names single pods, and --namespace and --selector choose among all", "Say either --pod or the other two");
        }

        if (!LabelSelector.TryParse(selector, out _, out var malformed))
        {
            throw new MeshException(ExitCode.Usage, $"--selector holds '{Printable.OneLine(malformed)}', which is no condition on a label", "Write it as app=web, tier!=cache or tier in (a,b)");
        }

        return new(spaces, string.IsNullOrWhiteSpace(selector) ? null : selector, names);
    }

    /// <summary>Whether a pod of one of the <see cref="Queries"/> is meant.</summary>
    internal bool Means(string ns, string pod) => Pods.Count == 0 || Pods.Contains((ns, pod));

    /// <summary>As people are told: <c>in beta, labelled app=web</c>.</summary>
    public override string ToString() => Pods.Count > 0 ? $"among {string.Join(", ", Pods.Select(pod => $"{pod.Namespace}/{pod.Name}"))}"
        : $"in {(Namespaces.Count > 0 ? string.Join(", ", Namespaces) : "any namespace")}{(Selector is null ? "" : $", labelled {Selector}")}";

    private static (string Namespace, string Name) Pod(string text) => text.Split('/') is [{ Length: > 0 } ns, { Length: > 0 } name]
        ? (ns, name)
        : throw new MeshException(ExitCode.Usage, $"--pod is '{Printable.OneLine(text)}', and a pod is named by its namespace and its name", "Say --pod NAMESPACE/NAME");
}
