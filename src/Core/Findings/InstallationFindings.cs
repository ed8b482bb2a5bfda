namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about installing the mesh.</summary>
public static class InstallationFindings
{
    /// <summary>A chart is of another version than the one that is to be installed.</summary>
    public static readonly FindingKind OtherChart = new("INS001", "Chart of another version", Severity.Error,
        "The chart that was found says of itself that it installs another version of Istio than istio.version, so that objects, images and values of two versions would be mixed",
        "Put the charts of istio.version where istio.charts points to, or set istio.version to that of the charts");

    /// <summary>The mesh and its certificates are of two trust domains.</summary>
    public static readonly FindingKind TwoTrustDomains = new("INS002", "Two trust domains", Severity.Error,
        "istio.mesh.trustDomain and certificates.trustDomain name different trust domains, so that identities are issued in one and checked against the other",
        "Set both to the same trust domain, or leave istio.mesh.trustDomain out to take that of the certificates");

    /// <summary>A PodDisruptionBudget lets no pod go.</summary>
    public static readonly FindingKind DrainBlocked = new("INS003", "No node can be drained", Severity.Error,
        "The PodDisruptionBudget asks for as many pods of istiod as there are at least, so that none may be evicted and a node with istiod on it never drains",
        "Raise istio.istiod.replicas above istio.istiod.minAvailable, or lower minAvailable");

    /// <summary>A PodDisruptionBudget was asked for that there will not be.</summary>
    public static readonly FindingKind NoBudget = new("INS004", "No PodDisruptionBudget as configured", Severity.Warning,
        "The chart makes a PodDisruptionBudget only where there are at least two pods of istiod, and takes minAvailable only from Istio 1.27 on, with 1 before",
        "Set istio.istiod.replicas to 2 or more, and leave minAvailable out for Istio before 1.27");

    /// <summary>A values file changes which image is run.</summary>
    public static readonly FindingKind OtherImage = new("INS005", "Image is not that of the version", Severity.Warning,
        "The rendered image has another tag than istio.version and istio.variant say: a values file sets it, or the chart does",
        "Take hub, tag, variant and image out of the values files, and set istio.version, istio.hub and istio.variant instead");

    /// <summary>Nobody can verify the webhook's server.</summary>
    public static readonly FindingKind NoBundle = new("INS006", "Webhook without CA bundle", Severity.Error,
        "istiod fills in the CA bundle of its webhooks within seconds of its start, and has not: the API server cannot verify istiod, so that pods are refused or come up without a proxy",
        "Look at istiod's log for the webhook's name, and at its right to patch webhook configurations");

    /// <summary>Nobody answers the webhook.</summary>
    public static readonly FindingKind NoEndpoint = new("INS007", "Webhook's Service has no ready endpoint", Severity.Error,
        "The Service that the webhooks lead to selects no ready pod of istiod, so that pods are refused or come up without a proxy",
        "Compare the Service's selector with the labels of istiod's pods, and look at why they are not ready");

    /// <summary>The server does not serve what a CRD promises.</summary>
    public static readonly FindingKind NotServed = new("INS008", "CRD not served", Severity.Error,
        "The CRD was installed and the API server does not serve one of its versions: its names are taken, its schema is refused, or another installer has left an older one",
        "Look at the CRD's conditions with kubectl describe");

    /// <summary>The injector does not inject.</summary>
    public static readonly FindingKind InjectorSilent = new("INS009", "Injector does not answer", Severity.Error,
        "A pod that asks for a proxy is refused because the injector cannot be reached or verified, or is admitted without a proxy",
        "Look at the message in the evidence, at istiod's log, and at whether the API server reaches port 15017 of istiod's pods (a firewall or security group, mostly)");

    /// <summary>Pods run another image than the chart rendered.</summary>
    public static readonly FindingKind PodImage = new("INS010", "Pods run another image", Severity.Warning,
        "The pods were changed on their way into the cluster: an admission webhook rewrites images, or another controller owns the workload",
        "Find the webhook that rewrites images, and check that its registry has this very image");

    /// <summary>CRDs stay as they are.</summary>
    public static readonly FindingKind CrdsStay = new("INS011", "CRDs are not upgraded", Severity.Warning,
        "Up to Istio 1.23 the chart base has its CRDs in a crds folder, which helm installs once and never upgrades",
        "Apply the CRDs of the new version by hand with kubectl apply, or set base.enableCRDTemplates");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [OtherChart, TwoTrustDomains, DrainBlocked, NoBudget, OtherImage, NoBundle, NoEndpoint, NotServed, InjectorSilent, PodImage, CrdsStay];
}
