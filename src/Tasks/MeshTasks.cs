namespace Cake.Frosting.Mesh;

/// <summary>The names of the tasks. They are stable: build scripts and CI definitions say them.</summary>
public static class MeshTasks
{
    /// <summary>CRLF to LF in scripts and pipeline files.</summary>
    public const string NormalizeLineEndings = "Mesh.NormalizeLineEndings";

    /// <summary>What makes a delivery by scripts fail in silence.</summary>
    public const string LintScripts = "Mesh.LintScripts";

    /// <summary>Refuses a context that is absent, unknown, unreachable, without rights or of another cluster.</summary>
    public const string ValidateContext = "Mesh.ValidateContext";

    /// <summary>Whether Istio's version, the cluster and this day go together.</summary>
    public const string CheckCompatibility = "Mesh.CheckCompatibility";

    /// <summary>Whether every image that will run is there for every node it can land on.</summary>
    public const string CheckImages = "Mesh.CheckImages";

    /// <summary>Copies images between registries by digest.</summary>
    public const string MirrorImages = "Mesh.MirrorImages";

    /// <summary>Every check that can be made before a cluster is touched.</summary>
    public const string Preflight = "Mesh.Preflight";

    /// <summary>Helm releases, with a diff before and a rollout wait after.</summary>
    public const string UpgradeReleases = "Mesh.UpgradeReleases";

    /// <summary>Restarts workloads and waits until they have rolled out.</summary>
    public const string RestartWorkloads = "Mesh.RestartWorkloads";

    /// <summary>The whole delivery.</summary>
    public const string Deliver = "Mesh.Deliver";

    /// <summary>Makes the mesh's root CA and an intermediate per cluster.</summary>
    public const string CreateCa = "Mesh.CreateCa";

    /// <summary>What istiod and Envoy will make of a CA, before either sees it.</summary>
    public const string VerifyCa = "Mesh.VerifyCa";

    /// <summary>Gives a cluster its CA, and proves that istiod uses it.</summary>
    public const string ApplyCa = "Mesh.ApplyCa";

    /// <summary>Which cluster trusts which.</summary>
    public const string CompareRoots = "Mesh.CompareRoots";

    /// <summary>Whether an installed mesh really serves.</summary>
    public const string VerifyIstio = "Mesh.VerifyIstio";

    /// <summary>Whether proxies are really served.</summary>
    public const string CheckProxies = "Mesh.CheckProxies";

    /// <summary>Why pods have or have not a proxy.</summary>
    public const string CheckInjection = "Mesh.CheckInjection";

    /// <summary>Hands the load balancer of an existing Service to other pods.</summary>
    public const string AdoptLoadBalancer = "Mesh.AdoptLoadBalancer";

    /// <summary>Gives MetalLB its addresses.</summary>
    public const string ApplyAddressPool = "Mesh.ApplyAddressPool";

    /// <summary>Installs the control plane of the mesh, each part proven before the next.</summary>
    public const string InstallIstio = "Mesh.InstallIstio";

    /// <summary>Keeps everything a mesh is configured by.</summary>
    public const string BackupIstio = "Mesh.BackupIstio";

    /// <summary>Brings the configuration of a mesh back from a backup.</summary>
    public const string RestoreIstio = "Mesh.RestoreIstio";

    /// <summary>Brings a running mesh to another version.</summary>
    public const string UpgradeIstio = "Mesh.UpgradeIstio";

    /// <summary>Takes an upgrade of the mesh back.</summary>
    public const string RollbackIstio = "Mesh.RollbackIstio";

    /// <summary>Takes a mesh, or one revision of it, out of a cluster.</summary>
    public const string UninstallIstio = "Mesh.UninstallIstio";

    /// <summary>Gateways, each with its Gateway object and the proof that it can be reached.</summary>
    public const string InstallGateway = "Mesh.InstallGateway";

    /// <summary>What in the mesh's own objects will not do what it says.</summary>
    public const string LintMesh = "Mesh.LintMesh";

    /// <summary>What is wrong with what runs in a cluster, and why.</summary>
    public const string Diagnose = "Mesh.Diagnose";
}
