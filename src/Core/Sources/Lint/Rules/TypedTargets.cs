using Mesh.Core.Sources.Lint.Shell;

namespace Mesh.Core.Sources.Lint.Rules;

/// <summary>Which typed target does what a command does.</summary>
internal static class TypedTargets
{
    /// <summary>A sentence; null where no target takes its place.</summary>
    public static string? Of(ShellCommand command)
    {
        var words = command.Arguments.Select(word => word.Text).ToList();
        return command.Program switch
        {
            "kubectl" or "oc" => Kubectl(words),
            "helm" when Has("upgrade", "install", "rollback") => "Mesh.UpgradeReleases shows the diff, waits for the rollout and passes helm's code on",
            "istioctl" when Has("install", "upgrade") => "Mesh.InstallIstio or Mesh.UpgradeIstio does it, and proves it",
            "istioctl" when Has("uninstall") => "Mesh.UninstallIstio lists what it removes, and refuses while anything uses it",
            "openssl" => "Mesh.CreateCa makes a CA with the rights of one",
            "dos2unix" => "Mesh.NormalizeLineEndings does it, or fails a pull request with --check",
            "docker" or "podman" when Has("push", "pull", "tag") => "Mesh.MirrorImages copies images by digest with all their platforms",
            "skopeo" or "crane" or "regctl" when Has("copy", "cp", "push") => "Mesh.MirrorImages copies images by digest with all their platforms",
            _ => null,
        };

        bool Has(params string[] verbs) => words.Exists(word => Array.Exists(verbs, verb => verb == word));
    }

    private static string? Kubectl(List<string> words)
    {
        bool Has(string word) => words.Exists(item => item == word || item.StartsWith(word + "/", StringComparison.Ordinal));
        return words switch
        {
            _ when Has("rollout") && Has("restart") => "Mesh.RestartWorkloads refuses a selector that matches nothing, and waits for the rollout",
            _ when Has("rollout") => "Mesh.RestartWorkloads and Mesh.UpgradeReleases wait for the rollout and end with its cause",
            _ when Has("delete") && (Has("pod") || Has("pods")) => "Mesh.RestartWorkloads restarts workloads without losing all pods at once",
            _ when Has("delete") => "kubectl delete --ignore-not-found forgives exactly what is meant: that it is gone already",
            _ when Has("create") && (Has("namespace") || Has("ns")) => "createNamespace: true of a release makes the namespace where it is not there",
            _ when Has("create") && Has("secret") && words.Exists(word => word.Contains("cacerts", StringComparison.Ordinal)) => "Mesh.ApplyCa writes the CA, and proves that istiod uses it",
            _ when Has("create") => "kubectl apply forgives exactly what is meant: that it is there already",
            _ when Has("patch") && (Has("svc") || Has("service")) => "Mesh.AdoptLoadBalancer hands a load balancer over and takes it back where nothing answers",
            _ when Has("label") && (Has("ns") || Has("namespace")) => "Mesh.UpgradeIstio moves namespaces, and takes them back where their proxies do not return",
            _ when Has("wait") || Has("get") => "Mesh.VerifyIstio and the rollouts of every target wait by a watch and end with the cause",
            _ => null,
        };
    }
}
