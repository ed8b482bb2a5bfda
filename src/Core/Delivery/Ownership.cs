using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Core.Journal;
using Mesh.Core.Kubernetes;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Delivery;

/// <summary>Objects that a release would create and that are there already: helm takes only what carries its label and its two annotations, and refuses the release at the first that does not.</summary>
internal static class Ownership
{
    private const string ManagedBy = "app.kubernetes.io/managed-by";
    private const string ReleaseName = "meta.helm.sh/release-name";
    private const string ReleaseNamespace = "meta.helm.sh/release-namespace";
    private const int AtOnce = 8;
    private const int MostNamed = 5;

    /// <summary>Whether it is helm that refuses a release for an object that is not its own; it does so even where it only renders.</summary>
    public static bool IsRefusal(MeshException exception) =>
        exception.ExitCode is > 0 and < 64 && exception.Reason.Contains("cannot be imported into the current release", StringComparison.Ordinal);

    /// <summary>Lists all of them as findings before helm is run.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.Refused"/> when there is one.</exception>
    public static async Task RequireAsync(ICluster cluster, ReleasePlan plan, IHelm helm, RunJournal journal, CancellationToken cancellation)
    {
        var found = await FindAsync(cluster, plan, cancellation);
        found.ToList().ForEach(journal.Find);
        if (found.Count == 0)
        {
            return;
        }

        var named = string.Join(", ", found.Take(MostNamed).Select(finding => finding.Subject)) + (found.Count > MostNamed ? $" and {found.Count - MostNamed} more" : "");
        var takes = HelmVersion.Parse(await helm.GetVersionAsync(cancellation)) is { } version && new HelmDialect(version).TakesOwnership && found.All(finding => finding.Code == HelmFindings.ForeignObject.Code);
        throw new MeshException(ExitCode.Refused, $"{plan.Subject} would create what is there already and not its own: {named}",
            $"Run the commands that each finding names{(takes ? ", or run helm upgrade --take-ownership once by hand" : "")}, or delete what is not needed");
    }

    /// <summary>The findings, in the order of the objects.</summary>
    public static async Task<IReadOnlyList<Finding>> FindAsync(ICluster cluster, ReleasePlan plan, CancellationToken cancellation)
    {
        // What is installed already is the release's own whatever its labels are; hooks are deleted and made anew.
        var made = plan.Differences.Where(difference => difference.Action == "create" && !difference.Object.Name.EndsWith('*')).Select(difference => difference.Object).ToList();
        var findings = new Finding?[made.Count];
        await Parallel.ForAsync(0, made.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (index, token) => findings[index] = await LookAsync(cluster, plan, made[index], token));
        return [.. findings.OfType<Finding>()];
    }

    private static async Task<Finding?> LookAsync(ICluster cluster, ReleasePlan plan, ManifestObject item, CancellationToken cancellation)
    {
        if (await cluster.FindKindAsync(item.ApiVersion, item.Kind, cancellation) is not { } kind)
        {
            return null;
        }

        var ns = kind.Namespaced ? plan.NamespaceOf(item) : null;
        if (await cluster.GetAsync(kind, ns, item.Name, cancellation) is not { } live)
        {
            return null;
        }

        var (labels, annotations) = (live.Labels(), live.Annotations());
        var (name, space) = (annotations.GetValueOrDefault(ReleaseName), annotations.GetValueOrDefault(ReleaseNamespace));
        if (labels.GetValueOrDefault(ManagedBy) == "Helm" && name == plan.Release.Name && space == plan.Release.Namespace)
        {
            return null;
        }

        var subject = kind.Describe(ns, item.Name);
        if (name is not null && space is not null && (name, space) != (plan.Release.Name, plan.Release.Namespace))
        {
            return HelmFindings.OthersObject.On(subject, Printable.OneLine($"it belongs to release {name} in {space}, and {plan.Subject} would create it"));
        }

        var where = $"{kind.Plural}{(kind.Group.Length > 0 ? $".{kind.Group}" : "")} {item.Name}{(ns is null ? "" : $" --namespace {ns}")} --context {cluster.Context} --overwrite";
        return HelmFindings.ForeignObject.On(subject, Printable.OneLine(
            $"{plan.Subject} would create it; to give it to the release: kubectl label {where} {ManagedBy}=Helm && kubectl annotate {where} {ReleaseName}={plan.Release.Name} {ReleaseNamespace}={plan.Release.Namespace}"));
    }
}
