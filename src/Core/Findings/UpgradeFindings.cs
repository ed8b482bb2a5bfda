namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about a mesh on its way from one version to another.</summary>
public static class UpgradeFindings
{
    /// <summary>A batch went back.</summary>
    public static readonly FindingKind TakenBack = new("UPG001", "Batch taken back", Severity.Error,
        "After the move the batch was over a limit of istio.upgrade: proxies missing, out of sync or refusing their configuration, or the metric command said no",
        "Mend what the evidence names and run Mesh.UpgradeIstio again, which tries this batch anew and leaves the others as they are; or go back with Mesh.RollbackIstio");

    /// <summary>A batch could not be taken back whole.</summary>
    public static readonly FindingKind NotBack = new("UPG002", "Batch not back whole", Severity.Error,
        "The labels are as they were, but some of the workloads did not roll out on their way back either",
        "Look at the pods of the workloads named; the old control plane stays, so that they are served as soon as they start");

    /// <summary>A criterion of a gate could not be asked.</summary>
    public static readonly FindingKind GateUnasked = new("UPG003", "Gate not fully evaluated", Severity.Warning,
        "What istiod says of its proxies could not be asked, by exec in its pods; the batch went on by the criteria that could be",
        "Grant create on pods/exec in the namespace of the control plane, or say --fail-on warning where that has to fail the run");

    /// <summary>Somebody still needs the old revision.</summary>
    public static readonly FindingKind StillUsed = new("UPG004", "Old revision still in use", Severity.Error,
        "A proxy, a label, a tag, the CNI or a webhook points to the revision; without it pods could not be created or configured, or no object of Istio could be changed",
        "Bring what the evidence names to the new revision, by restarting or relabelling it, and run Mesh.UpgradeIstio again; istio.upgrade.keepOld leaves the old one on purpose");

    /// <summary>The new control plane is not as it has to be.</summary>
    public static readonly FindingKind NotVerified = new("UPG005", "New revision not sound", Severity.Error,
        "The new control plane is installed and the proof of it failed, so that no namespace was moved to it",
        "Mend what the findings before this one name, and run Mesh.UpgradeIstio again; the old control plane serves as before");

    /// <summary>A webhook leads to a Service that is not there.</summary>
    public static readonly FindingKind Dangling = new("UPG006", "Webhook leads nowhere", Severity.Warning,
        "The webhook points to the istiod of a revision that is no longer there, so that the API server refuses what it asks it about, or lets it pass unseen",
        "Run Mesh.UpgradeIstio or Mesh.RollbackIstio, which point the tags and the default validator to a revision that is there");

    /// <summary>Pods that nobody can restart for the user.</summary>
    public static readonly FindingKind Unmovable = new("UPG007", "Proxy that no restart moves", Severity.Warning,
        "The pod belongs to no Deployment, StatefulSet or DaemonSet, so that nothing of this pack restarts it, and it keeps the proxy it has",
        "Delete the pod so that its owner makes it anew, or wait for its end; until then the old revision cannot be removed");

    /// <summary>Helm would delete what is still needed.</summary>
    public static readonly FindingKind OwnedByOld = new("UPG008", "Tag belongs to the old release", Severity.Error,
        "The tag points to the new revision and is still an object of the old revision's helm release, with which helm uninstall would delete it",
        "Take the tag out of revisionTags of the old release (annotate the object helm.sh/resource-policy=keep first), then run Mesh.UpgradeIstio again");

    /// <summary>The control plane to remove is no release of helm.</summary>
    public static readonly FindingKind NotByHelm = new("UPG009", "Revision not installed by helm", Severity.Warning,
        "The control plane was put into the cluster by istioctl or an operator, so that there is no release to uninstall; nobody needs it any more, and it stays",
        "Remove it with what installed it, such as istioctl uninstall --revision");

    /// <summary>Another upgrade has not come to its end.</summary>
    public static readonly FindingKind UnderWay = new("UPG010", "Another upgrade under way", Severity.Error,
        "The cluster says that an upgrade to another version, or in another form, was begun and is neither over nor taken back",
        "Finish it with the configuration it was begun with, or take it back with Mesh.RollbackIstio");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [TakenBack, NotBack, GateUnasked, StillUsed, NotVerified, Dangling, Unmovable, OwnedByOld, NotByHelm, UnderWay];
}
