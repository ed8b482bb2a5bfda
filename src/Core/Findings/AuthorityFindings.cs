namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about giving a cluster its CA.</summary>
public static class AuthorityFindings
{
    /// <summary>The secret holds something that istiod would read instead of our files, or beside them.</summary>
    public static readonly FindingKind ForeignKey = new("CA070", "Secret cacerts belongs to someone else", Severity.Error,
        "The secret holds a key that changes what istiod makes of the four files: tls.crt is preferred to them, ca-crl.pem has to fit them, istio-generated says that istiod made the CA itself",
        "Stop what writes the secret, cert-manager for one, delete the secret or the key, and apply the CA again");

    /// <summary>The secret holds a key that nobody reads.</summary>
    public static readonly FindingKind SurplusKey = new("CA071", "Further key in secret cacerts", Severity.Warning,
        "The secret holds keys beside the four files; istiod does not read them, and they are left as they are",
        "Remove them if nobody needs them");

    /// <summary>The root would change under a running mesh.</summary>
    public static readonly FindingKind RootChange = new("CA072", "Root changes under a running mesh", Severity.Error,
        "What the mesh trusts now and the root of the new CA are not the same certificate, so that from istiod's restart on proxies with old and with new certificates refuse each other",
        "Say --rotate, which changes the root in stages, each proven on the proxies before the next; or apply a CA of the root that is trusted");

    /// <summary>A rotation is under way and this is not its next step.</summary>
    public static readonly FindingKind RotationUnderWay = new("CA073", "Rotation of the root under way", Severity.Error,
        "Secret cacerts-before-rotation is there, so a rotation has begun and is not over, and what was asked for is not its next stage",
        "Go on with --rotate and the CA it began with, or go back with --revert");

    /// <summary>istiod uses another CA than the one it was given.</summary>
    public static readonly FindingKind NotInUse = new("CA074", "istiod does not use the CA", Severity.Error,
        "The CA is in the secret and istiod's log, the ConfigMap it writes or the certificate it serves are of another: it was not restarted, does not mount the secret, or another istiod is the leader",
        "Look at istiod's log and at its volume cacerts, and restart it with kubectl rollout restart once it is right");

    /// <summary>Some proxies could not be asked.</summary>
    public static readonly FindingKind ProxiesUnasked = new("CA075", "Proxies could not be asked", Severity.Warning,
        "What these proxies trust is not known: they do not run, forbid commands, or are no Envoy with an agent; those that still need the old root are cut off when it is dropped",
        "Look at them, or restart them so that they take the new certificates; say --yes to drop the old root all the same");

    /// <summary>There is nothing to go back to.</summary>
    public static readonly FindingKind NothingToRevert = new("CA076", "Rotation cannot be reverted", Severity.Error,
        "Going back is possible from the first stage of a rotation until the last is written: then the old root is no longer trusted",
        "To change back to the old CA, rotate to it with --rotate as to any other");

    /// <summary>Nobody has the CA that the mesh trusts.</summary>
    public static readonly FindingKind UnknownAuthority = new("CA077", "CA in use is in no secret", Severity.Error,
        "The mesh trusts a root whose CA is neither in cacerts nor in istio-ca-secret, as with an external signer, so that istiod cannot go on signing with it while both roots are trusted",
        "Put the CA in use into secret cacerts first, or change the external signer's root with its own means");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All => [ForeignKey, SurplusKey, RootChange, RotationUnderWay, NotInUse, ProxiesUnasked, NothingToRevert, UnknownAuthority];
}
