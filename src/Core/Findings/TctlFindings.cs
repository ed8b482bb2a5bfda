namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about the configuration of tctl, the command line of Tetrate Service Bridge.</summary>
public static class TctlFindings
{
    /// <summary>No profile is current.</summary>
    public static readonly FindingKind NoProfile = new("TCT001", "tctl without an active profile", Severity.Error,
        "tctl works with the profile that is current, and none is, or the one that is called so is not there",
        "Make one current: tctl config profiles set-current NAME, or make it first: tctl config profiles set NAME --cluster CLUSTER --username USER");

    /// <summary>The profile's cluster is not there.</summary>
    public static readonly FindingKind NoCluster = new("TCT002", "tctl's profile without a cluster", Severity.Error,
        "The active profile names no management plane, one that is not there, or one without an address, so that tctl cannot connect",
        "Say where it is: tctl config clusters set CLUSTER --bridge-address HOST:PORT, and tctl config profiles set PROFILE --cluster CLUSTER");

    /// <summary>The profile's user is not there.</summary>
    public static readonly FindingKind NoUser = new("TCT003", "tctl's profile without a user", Severity.Error,
        "The active profile names no account, or one that is not there, so that tctl has nothing to log in with",
        "Log in, which asks for the password and keeps a token: tctl login; or name an account that is there: tctl config profiles set PROFILE --username USER");

    /// <summary>The user has no organisation.</summary>
    public static readonly FindingKind NoOrganisation = new("TCT004", "tctl's user without an organisation", Severity.Error,
        "Every object of the management plane lies below an organisation; without one in the account tctl asks for nothing, and it looks as if it could not connect",
        "tctl config users set USER --org ORGANISATION, and then tctl login, which asks for the password");

    /// <summary>The user has no tenant.</summary>
    public static readonly FindingKind NoTenant = new("TCT005", "tctl's user without a tenant", Severity.Warning,
        "Workspaces and groups lie below a tenant; an account without one reaches only what belongs to the organisation itself",
        "tctl config users set USER --tenant TENANT; leave it as it is for an account that administers the organisation alone");

    /// <summary>Others can read the credentials.</summary>
    public static readonly FindingKind Readable = new("TCT006", "tctl's credentials readable by others", Severity.Warning,
        "The configuration of tctl holds a password or token, and its mode lets other users of this machine read it",
        "chmod 600 the file, and change the password or log in anew where others may have read it");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [NoProfile, NoCluster, NoUser, NoOrganisation, NoTenant, Readable];
}
