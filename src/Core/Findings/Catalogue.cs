using System.Collections.Frozen;

namespace Mesh.Core.Findings;

/// <summary>Every kind of finding there is. Each has a page docs/findings/CODE.md with the same title, cause and remedy.</summary>
public static class Catalogue
{
    /// <summary>A script or pipeline file holds CRLF line endings.</summary>
    public static readonly FindingKind CarriageReturns = new("SRC001", "CRLF line endings", Severity.Error,
        "The file was saved with Windows line endings; its first line then asks for an interpreter whose name ends in a carriage return",
        "Run Mesh.NormalizeLineEndings without --check, or mark the file eol=crlf in .gitattributes if it must stay so");

    /// <summary>A carriage return that belongs to no line ending.</summary>
    public static readonly FindingKind LoneCarriageReturn = new("SRC002", "Lone carriage return", Severity.Warning,
        "A carriage return without a line feed is either an old Macintosh line ending or part of the data, which only the author can tell",
        "Look at the line and replace the carriage return by hand");

    /// <summary>A byte order mark stands before a shebang.</summary>
    public static readonly FindingKind ByteOrderMark = new("SRC003", "Byte order mark before a shebang", Severity.Error,
        "The kernel looks for #! in the first two bytes and finds the mark instead, so the script is run by the wrong interpreter",
        "Run Mesh.NormalizeLineEndings without --check");

    /// <summary>The API server's certificate is not verified.</summary>
    public static readonly FindingKind UnverifiedServer = new("CTX001", "API server certificate not verified", Severity.Warning,
        "The kubeconfig sets insecure-skip-tls-verify, so anyone on the path can read the credentials",
        "Put the cluster's CA into certificate-authority-data and remove insecure-skip-tls-verify");

    /// <summary>A right the chosen targets need is missing.</summary>
    public static readonly FindingKind MissingRight = new("CTX002", "Right missing", Severity.Error,
        "The cluster's RBAC does not grant the user of this context what the chosen targets will do",
        "Grant the verb on the resource to the user, or choose a context whose user has it");

    /// <summary>A new pod cannot pull its image.</summary>
    public static readonly FindingKind ImagePull = new("ROL001", "Image cannot be pulled", Severity.Error,
        "The image name is wrong, the tag does not exist in the registry, or the node has no right to pull it",
        "Check the reference against the registry, and the pull secret of the pod's service account");

    /// <summary>A container ends again and again.</summary>
    public static readonly FindingKind CrashLoop = new("ROL002", "Container crashes", Severity.Error,
        "The container starts and ends again; its last log lines say why",
        "Read the log lines in the evidence and mend the program or its configuration");

    /// <summary>A container cannot be configured.</summary>
    public static readonly FindingKind ContainerConfig = new("ROL003", "Container cannot be created", Severity.Error,
        "The pod's configuration asks for something the node cannot give: a missing ConfigMap or Secret key, or a user that contradicts runAsNonRoot",
        "Mend the pod template as the message says");

    /// <summary>A pod finds no node.</summary>
    public static readonly FindingKind Unschedulable = new("ROL004", "Pod fits no node", Severity.Error,
        "No node has the resources, the labels or the tolerated taints that the pod asks for",
        "Compare the pod's requests, nodeSelector, affinity and tolerations with the nodes");

    /// <summary>A controller cannot create pods.</summary>
    public static readonly FindingKind PodCreation = new("ROL005", "Pod is refused by the server", Severity.Error,
        "A quota, an admission webhook or a missing service account stops the controller from creating the pod",
        "Mend what the message names; the controller tries again by itself");

    /// <summary>The tag or digest of an image is not in its registry.</summary>
    public static readonly FindingKind TagMissing = new("IMG001", "Image not in its registry", Severity.Error,
        "The repository is there and does not have this tag or digest; every pod that needs it would stay in ImagePullBackOff",
        "Correct the tag, push the image, or copy it with Mesh.MirrorImages");

    /// <summary>The repository of an image is not in its registry.</summary>
    public static readonly FindingKind RepositoryMissing = new("IMG002", "Repository not in its registry", Severity.Error,
        "The registry has no repository of this name; every pod that needs the image would stay in ImagePullBackOff",
        "Correct the name, or copy the image with Mesh.MirrorImages");

    /// <summary>An image is not there for a platform that its pods can land on.</summary>
    public static readonly FindingKind PlatformMissing = new("IMG003", "Image not for this platform", Severity.Error,
        "The image is not built for every node its pods can land on; there it would end in exec format error, or with an index in ImagePullBackOff for want of a matching platform",
        "Take the image from a registry that has it for these platforms, copy it whole with Mesh.MirrorImages, or keep its pods off these nodes with a nodeSelector");

    /// <summary>An image is pinned to the child of an index.</summary>
    public static readonly FindingKind PinnedToChild = new("IMG004", "Image pinned to one platform of an index", Severity.Error,
        "The digest is that of one platform's image and not that of the index above it, so that other nodes get an image that is not theirs: exec format error",
        "Pin the digest of the index instead");

    /// <summary>An image has only a manifest of Docker schema 1.</summary>
    public static readonly FindingKind SchemaOne = new("IMG005", "Image of Docker schema 1", Severity.Error,
        "Container runtimes no longer pull images of schema 1; its pods would stay in ImagePullBackOff",
        "Build and push the image anew with a tool of today");

    /// <summary>A registry's answer is not what it says it is.</summary>
    public static readonly FindingKind InvalidImage = new("IMG006", "Image cannot be verified", Severity.Error,
        "What the registry, or something on the way to it, gave for the image is truncated, too large, of another digest or no manifest; no container runtime would run it",
        "Push the image anew, and look at the proxies between here and the registry");

    /// <summary>No node takes a workload's pods.</summary>
    public static readonly FindingKind FitsNoNode = new("IMG007", "Pods fit no node", Severity.Warning,
        "The nodeSelector, the required node affinity or the taints leave none of the present nodes; the platform its images need is known only as far as the selector says it",
        "Compare the nodeSelector, affinity and tolerations with the nodes, unless an autoscaler adds nodes for them");

    /// <summary>A pod asks for the injected proxy and nothing says which image that is.</summary>
    public static readonly FindingKind UnknownProxy = new("IMG008", "Injected image unknown", Severity.Error,
        "The container's image is auto, which sidecar injection replaces, and neither the releases nor the cluster hold an injector that says by what; without injection the pod asks for an image called auto",
        "Install istiod first, or set istio.version and istio.hub in mesh.yaml");

    /// <summary>New intermediates end with their root and not after the configured days.</summary>
    public static readonly FindingKind IntermediateCutShort = new("CA050", "Intermediate ends with its root", Severity.Warning,
        "The root ends before the configured days of an intermediate have passed, and no certificate is of use beyond the end of its root",
        "Make certificates.intermediateDays shorter than what is left of the root, or plan a new root");

    /// <summary>Others than the owner may read or write a private key.</summary>
    public static readonly FindingKind KeyReadable = new("CA051", "Private key open to others", Severity.Warning,
        "The mode of the file lets other users of this machine read or replace a key with which every identity in the mesh can be forged",
        "Run chmod 600 on the file, and make a new CA if others may have read it");

    /// <summary>A cluster's CA waits to be signed by a root elsewhere.</summary>
    public static readonly FindingKind AwaitingSignature = new("CA052", "Request waits for a signature", Severity.Warning,
        "The root's key is kept elsewhere, so that a cluster has no CA before its request has been signed there and the certificates are put into its folder",
        "Have the request signed with the profile in the evidence, put the certificates where it says, and run Mesh.CreateCa again");

    /// <summary>An intermediate works and is not as Mesh.CreateCa makes it.</summary>
    public static readonly FindingKind IntermediateDeviates = new("CA053", "Intermediate is not of the profile", Severity.Warning,
        "The certificate was made, signed or copied elsewhere, works today, and is without something that limits the damage of a lost key or that strict verifiers ask for",
        "Make the intermediate anew with --rotate, or have it signed again with the whole profile");

    private static readonly FrozenDictionary<string, FindingKind> ByCode = new[]
    {
        CarriageReturns, LoneCarriageReturn, ByteOrderMark, UnverifiedServer, MissingRight, ImagePull, CrashLoop, ContainerConfig, Unschedulable, PodCreation,
        TagMissing, RepositoryMissing, PlatformMissing, PinnedToChild, SchemaOne, InvalidImage, FitsNoNode, UnknownProxy,
        IntermediateCutShort, KeyReadable, AwaitingSignature, IntermediateDeviates,
    }.Concat(Rooms()).ToFrozenDictionary(kind => kind.Code);

    /// <summary>All kinds, by code.</summary>
    public static IEnumerable<FindingKind> All => ByCode.Values.OrderBy(kind => kind.Code, StringComparer.Ordinal);

    private static IEnumerable<FindingKind> Rooms() =>
    [
        .. CertificateFindings.All,
        .. AuthorityFindings.All,
        .. RootFindings.All,
        .. VersionFindings.All,
        .. HelmFindings.All,
        .. VerificationFindings.All,
        .. LoadBalancerFindings.All,
        .. InstallationFindings.All,
        .. ScriptFindings.All,
        .. BackupFindings.All,
        .. RevisionFindings.All,
        .. UpgradeFindings.All,
        .. GatewayFindings.All,
        .. LoadBalancerAnnotationFindings.All,
        .. ProxyFindings.All,
        .. InjectionFindings.All,
        .. MeshLintFindings.All,
        .. PolicyTestFindings.All,
        .. AuthorizationFindings.All,
        .. StateFindings.All,
        .. XdsFindings.All,
        .. TctlFindings.All,
        .. RemoteSecretFindings.All,
    ];
}
