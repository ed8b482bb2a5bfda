using Mesh.Core.Helm;

namespace Mesh.Core.Delivery;

/// <summary>Helm's commands as a person types them, on the very cluster the run works on.</summary>
internal static class HelmHint
{
    public static string Rollback(HelmTarget target, HelmRelease release, int revision) => $"helm rollback {release.Name} {revision} {Where(target, release)}";

    public static string Uninstall(HelmTarget target, HelmRelease release) => $"helm uninstall {release.Name} {Where(target, release)}";

    private static string Where(HelmTarget target, HelmRelease release) =>
        $"--namespace {release.Namespace} --kube-context {target.Context}{(target.Kubeconfig is { } file ? $" --kubeconfig {file}" : "")}";
}
