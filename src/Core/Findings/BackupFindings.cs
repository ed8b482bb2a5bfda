namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about backups of a mesh.</summary>
public static class BackupFindings
{
    /// <summary>A list could not be read whole.</summary>
    public static readonly FindingKind NotWhole = new("BAK001", "Backup would not be whole", Severity.Error,
        "The objects of a kind could not all be read, and a backup that lacks some of them deletes configuration when it is needed most",
        "Mend what the evidence names, and make the backup again");

    /// <summary>A file of a backup is not as its manifest says.</summary>
    public static readonly FindingKind Tampered = new("BAK002", "Backup has been changed", Severity.Error,
        "A file of the backup is missing, is there without being listed, or does not have the SHA-256 that the manifest says",
        "Take another backup, or bring the file back from where the backup was copied from");

    /// <summary>A backup is of another cluster.</summary>
    public static readonly FindingKind OtherCluster = new("BAK003", "Backup of another cluster", Severity.Warning,
        "The UID of namespace kube-system is not the one that the backup was made of: hosts, certificates and addresses in its objects may be those of the other cluster",
        "Choose the context that the backup was made of, or say --yes if the mesh is to move here");

    /// <summary>The server refuses an object of a backup.</summary>
    public static readonly FindingKind Refused = new("BAK004", "Object of the backup refused", Severity.Error,
        "The server was asked beforehand and would not take the object: its CRD is of another version, a webhook refuses it or does not answer, or its namespace is ending",
        "Mend what the server's message names, and restore again; nothing of the objects was written");

    /// <summary>An object is not as it was restored.</summary>
    public static readonly FindingKind Differs = new("BAK005", "Object differs after the restore", Severity.Error,
        "The object was written and is not as the backup has it: a webhook or a controller changed it, or its CRD drops fields that it does not know",
        "Compare the object with its file in the backup, and look who writes it in metadata.managedFields");

    /// <summary>The cluster has objects that the backup does not hold.</summary>
    public static readonly FindingKind Surplus = new("BAK006", "Objects that the backup does not hold", Severity.Info,
        "They were made after the backup; a restore leaves them as they are",
        "Delete those that are not wanted");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [NotWhole, Tampered, OtherCluster, Refused, Differs, Surplus];
}
