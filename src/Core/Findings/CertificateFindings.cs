namespace Mesh.Core.Findings;

/// <summary>The kinds of findings about the mesh's own certificates.</summary>
public static class CertificateFindings
{
    /// <summary>A file of the CA is not there.</summary>
    public static readonly FindingKind FileMissing = new("CA001", "File of the CA missing", Severity.Error,
        "istiod needs all files of its layout; before 1.26.1 it silently made a CA of its own when only the key was missing",
        "Put the file there, or make the CA with Mesh.CreateCa");

    /// <summary>A file of the CA cannot be read.</summary>
    public static readonly FindingKind FileUnreadable = new("CA002", "File of the CA unreadable", Severity.Error,
        "The file is not whole PEM: empty, cut off, in another format such as DER, PKCS#12 or UTF-16, or its block is no certificate",
        "Write the file anew as PEM: openssl x509 -inform DER for DER, openssl pkcs12 -nodes for PKCS#12");

    /// <summary>A byte order mark hides the first block.</summary>
    public static readonly FindingKind HiddenBlock = new("CA003", "Byte order mark before PEM", Severity.Error,
        "The file was saved with a byte order mark; readers of PEM want BEGIN at the start of a line and skip the first block",
        "Save the file as UTF-8 without a byte order mark");

    /// <summary>A private key stands where certificates belong.</summary>
    public static readonly FindingKind LeakedKey = new("CA004", "Private key among certificates", Severity.Error,
        "The roots go into a ConfigMap of every namespace and the chain to every workload, and a private key in them goes along",
        "Take the key out of the file, and if the file was ever applied or sent, make the CA anew: the key is known");

    /// <summary>istiod cannot read the signing key.</summary>
    public static readonly FindingKind KeyUnreadable = new("CA005", "Signing key unreadable", Severity.Error,
        "istiod reads the first block of the key file, unencrypted, as RSA PRIVATE KEY, EC PRIVATE KEY or PRIVATE KEY, and nothing else",
        "Write the key as unencrypted PKCS#8: openssl pkcs8 -topk8 -nocrypt");

    /// <summary>The signing key belongs to another certificate.</summary>
    public static readonly FindingKind KeyMismatch = new("CA006", "Signing key of another certificate", Severity.Error,
        "The public half of the signing key is not the key in the signing certificate",
        "Put the key and the certificate that belong together into the folder");

    /// <summary>A certificate that has to be a CA is none.</summary>
    public static readonly FindingKind NotAnAuthority = new("CA007", "Certificate without CA rights", Severity.Error,
        "The certificate lacks the critical extension basicConstraints with CA:TRUE, as one for a server does, or one that openssl made without extensions",
        "Make the certificate anew with basicConstraints=critical,CA:true and keyUsage=critical,keyCertSign,cRLSign, or with Mesh.CreateCa");

    /// <summary>A CA may not sign certificates.</summary>
    public static readonly FindingKind MayNotSign = new("CA008", "CA may not sign certificates", Severity.Error,
        "The keyUsage of the CA lacks keyCertSign; istiod does not look at it, and whoever verifies a workload's certificate does",
        "Make the certificate anew with keyUsage=critical,keyCertSign,cRLSign");

    /// <summary>The extended key usage of a CA excludes a role.</summary>
    public static readonly FindingKind UsageExcludes = new("CA009", "CA limited to one role", Severity.Error,
        "The extendedKeyUsage of a CA limits all certificates below it, and every workload is server and client",
        "Make the certificate anew without extendedKeyUsage");

    /// <summary>A CA has an extended key usage.</summary>
    public static readonly FindingKind UsagePresent = new("CA010", "Extended key usage on a CA", Severity.Info,
        "The CA has an extendedKeyUsage; it allows both roles, so it does no harm in a mesh",
        "Leave extendedKeyUsage out when the certificate is made anew");

    /// <summary>A path length leaves no room.</summary>
    public static readonly FindingKind PathTooShort = new("CA011", "Path length leaves no room", Severity.Error,
        "A CA with pathlen n may have n CAs below it, and there are more; istiod does not see it, since it verifies the signing certificate and not one below it",
        "Make the root without pathlen, and each CA between with as many as stand below it");

    /// <summary>The signing certificate does not lead to a root.</summary>
    public static readonly FindingKind NoWayToRoot = new("CA012", "CA does not lead to a root", Severity.Error,
        "Going from issuer to issuer through the chain, no certificate of the root file is reached: the roots are those of another CA, or an intermediate is missing",
        "Put the root that issued the CA into the root file, and every CA between into the chain");

    /// <summary>A root of the right name has another key.</summary>
    public static readonly FindingKind SameNameOtherKey = new("CA013", "Issuer of the same name with another key", Severity.Error,
        "A CA of the issuer's name is there and its key did not sign the certificate: a root that was made anew with the same subject is another root",
        "Put the very root that signed into the root file, or have the CA signed by the root that is there");

    /// <summary>The chain lacks the signing certificate.</summary>
    public static readonly FindingKind ChainLacksSigner = new("CA014", "Chain without the signing certificate", Severity.Error,
        "A workload sends its certificate and the chain file, and nobody who only has the root can find the CA between; istiod has it and does not notice",
        "Put the signing certificate first into cert-chain.pem");

    /// <summary>The chain is out of order.</summary>
    public static readonly FindingKind ChainOrder = new("CA015", "Chain out of order", Severity.Warning,
        "The chain goes from the signing certificate up; istiod takes its first block for the signing certificate when it limits lifetimes, and strict TLS 1.2 peers refuse another order",
        "Write cert-chain.pem as ca-cert.pem, then each issuer, then the root");

    /// <summary>An intermediate is trusted as root.</summary>
    public static readonly FindingKind IntermediateAsRoot = new("CA016", "Intermediate as root", Severity.Error,
        "The root file holds an intermediate and not the root above it: it works inside this cluster, and another cluster of the same root is not trusted",
        "Put the root itself into the root file");

    /// <summary>The root itself signs.</summary>
    public static readonly FindingKind RootSigns = new("CA017", "Root signs workloads itself", Severity.Info,
        "The signing certificate is the root, so the root's key is in the cluster, and a new CA means a new root for everyone",
        "Make an intermediate per cluster with Mesh.CreateCa and keep the root's key elsewhere");

    /// <summary>A certificate has expired.</summary>
    public static readonly FindingKind Expired = new("CA018", "Certificate expired", Severity.Error,
        "The certificate's time is over, and with it that of everything below it",
        "Make it anew; for a root that is in use, in the stages of Mesh.ApplyCa --rotate");

    /// <summary>A certificate is not valid yet.</summary>
    public static readonly FindingKind NotYetValid = new("CA019", "Certificate not valid yet", Severity.Error,
        "The certificate's time begins in the future, for some or all clocks",
        "Wait, mend the clock of the machine that signed, or sign with notBefore a few minutes in the past");

    /// <summary>A certificate ends soon.</summary>
    public static readonly FindingKind EndsSoon = new("CA020", "Certificate ends soon", Severity.Warning,
        "The certificate's time is over before long",
        "Make it anew in time; for a root that is in use, in the stages of Mesh.ApplyCa --rotate");

    /// <summary>A certificate outlives its issuer.</summary>
    public static readonly FindingKind OutlivesIssuer = new("CA021", "Certificate outlives its issuer", Severity.Error,
        "The certificate promises a time in which its issuer is no longer valid; all of it stops working when the issuer ends",
        "Plan by the end of the issuer, and make the certificate anew to end before it");

    /// <summary>A key is weak.</summary>
    public static readonly FindingKind WeakKey = new("CA022", "Weak key", Severity.Error,
        "An RSA key below 2048 bits can be broken, and a curve other than P-256, P-384 and P-521 is not known to every verifier in the mesh",
        "Make the CA anew with RSA 4096, P-256 or P-384");

    /// <summary>A signature is weak.</summary>
    public static readonly FindingKind WeakSignature = new("CA023", "Weak signature", Severity.Error,
        "The certificate is signed with SHA-1 or MD5, which Go, and so istiod and the agent beside each proxy, does not accept",
        "Have it signed with SHA-256");

    /// <summary>An algorithm is unknown.</summary>
    public static readonly FindingKind UnknownAlgorithm = new("CA024", "Algorithm unknown", Severity.Error,
        "The key or the signature is of an algorithm that this program cannot compute, so nothing can be said of it",
        "Make the CA anew with RSA or ECDSA, which every part of a mesh knows, or have another tool verify it");

    /// <summary>Two certificates of an issuer have the same serial number.</summary>
    public static readonly FindingKind SerialRepeated = new("CA025", "Serial number given twice", Severity.Warning,
        "Two certificates of one issuer have the same serial number; revocation and some TLS libraries take them for the same",
        "Sign with random serial numbers: -CAcreateserial, or Mesh.CreateCa");

    /// <summary>A serial number is no random one.</summary>
    public static readonly FindingKind SerialShort = new("CA026", "Serial number zero, negative or short", Severity.Warning,
        "A serial number has to be positive and, so that it cannot be guessed or given twice, hold 64 random bits; Go from 1.23 on reads no certificate with a negative one",
        "Sign with random serial numbers: -CAcreateserial, or Mesh.CreateCa");

    /// <summary>Name constraints forbid the workloads' identities.</summary>
    public static readonly FindingKind NamesForbidden = new("CA027", "Name constraints forbid the workloads", Severity.Error,
        "A CA's name constraints do not allow the URI in which a workload's identity stands, or the DNS name of istiod",
        "Make the CA without nameConstraints, or with permitted;URI of the trust domain and permitted;DNS of istiod's service");

    /// <summary>A CA has name constraints.</summary>
    public static readonly FindingKind NamesConstrained = new("CA028", "Name constraints on a CA", Severity.Warning,
        "The name constraints allow today's identities; a further trust domain or another namespace of istiod may be forbidden, and verifiers read them differently",
        "Keep them only if they are meant, and check them before the trust domain changes");

    /// <summary>PEM with Windows line endings.</summary>
    public static readonly FindingKind PemCarriageReturns = new("CA029", "CRLF in PEM", Severity.Error,
        "istiod and Envoy read it; but istiod compares roots byte by byte, so the day someone mends the line endings it sees another root and refuses the update",
        "Write the files with LF before they are applied for the first time");

    /// <summary>A root stands twice in the bundle.</summary>
    public static readonly FindingKind RootRepeated = new("CA030", "Root given twice", Severity.Info,
        "The root file holds the same certificate more than once, which changes nothing",
        "Remove the repetition at the next occasion; istiod takes it for a change of roots");

    /// <summary>A root has nothing to do with the CA.</summary>
    public static readonly FindingKind OtherRoot = new("CA031", "Further root", Severity.Info,
        "The root file holds a root that did not issue this CA: right while roots are rotated or meshes are joined, otherwise someone else is trusted too",
        "Remove it when the rotation is over");

    /// <summary>A root that is not needed has expired.</summary>
    public static readonly FindingKind OtherRootExpired = new("CA032", "Further root expired", Severity.Warning,
        "The root file holds an expired root beside the one that counts; it proves nothing any more",
        "Remove it");

    /// <summary>A certificate without CA rights is trusted.</summary>
    public static readonly FindingKind RootNotAuthority = new("CA033", "No CA among the roots", Severity.Warning,
        "The root file holds a certificate that is no CA; whoever has its key is trusted as what it says",
        "Remove it from the root file");

    /// <summary>A key identifier names another key.</summary>
    public static readonly FindingKind IdentifierMismatch = new("CA034", "Key identifier of another key", Severity.Error,
        "The authorityKeyIdentifier is not the subjectKeyIdentifier of the issuer; Go does not mind, and OpenSSL and BoringSSL do not find the issuer",
        "Have the certificate signed anew, so that the identifiers are taken from the issuer");

    /// <summary>Key identifiers are missing.</summary>
    public static readonly FindingKind IdentifierMissing = new("CA035", "Key identifier missing", Severity.Info,
        "Without subjectKeyIdentifier and authorityKeyIdentifier verifiers go by names alone, which is not enough once a root of the same name is made anew",
        "Make the certificate anew with subjectKeyIdentifier=hash and authorityKeyIdentifier=keyid");

    /// <summary>A CA may not sign revocation lists.</summary>
    public static readonly FindingKind NoRevocationLists = new("CA036", "CA may not sign revocation lists", Severity.Info,
        "The keyUsage of the CA lacks cRLSign, as with Istio's own makefiles; it matters only where revocation lists are used",
        "Add cRLSign when the certificate is made anew");

    /// <summary>The chain holds more than it needs.</summary>
    public static readonly FindingKind ChainSurplus = new("CA037", "Superfluous certificate in the chain", Severity.Info,
        "The chain holds a certificate that does not lead from the CA to its root; every workload sends it with each handshake",
        "Remove it from cert-chain.pem");

    /// <summary>A verifier refuses the CA for a reason of its own.</summary>
    public static readonly FindingKind RefusedOtherwise = new("CA038", "CA refused", Severity.Error,
        "A verifier refuses the CA by a rule that no other finding names, such as a critical extension it does not know",
        "Read the message; make the certificate anew without what it names");

    /// <summary>Two clusters have the same CA.</summary>
    public static readonly FindingKind SharedAuthority = new("CA039", "Clusters share a signing certificate", Severity.Warning,
        "Two clusters sign with the same certificate, so a key lost in one is lost in both",
        "Make an intermediate per cluster with Mesh.CreateCa");

    /// <summary>Two clusters' CAs cannot be told apart.</summary>
    public static readonly FindingKind AlikeAuthorities = new("CA040", "CAs of two clusters look alike", Severity.Warning,
        "Two different signing certificates have the same subject, or the same issuer and serial number; verifiers that go by names take one for the other",
        "Give each cluster's intermediate a subject of its own (L=cluster) and a random serial number");

    /// <summary>A chain is refused.</summary>
    public static readonly FindingKind ChainRefused = new("CA041", "Chain refused", Severity.Error,
        "The certificate does not lead to a root over valid certificates",
        "Follow the reason given: most often the proxy holds an old root or the chain lacks an intermediate");

    /// <summary>A workload's certificate says no identity.</summary>
    public static readonly FindingKind NoIdentity = new("CA042", "No SPIFFE identity", Severity.Warning,
        "The certificate has no single URI that begins with spiffe://, so no policy can name its workload",
        "Take a certificate that istiod issued");

    /// <summary>Nothing to check the chain against.</summary>
    public static readonly FindingKind NoRootGiven = new("CA043", "No root to check against", Severity.Warning,
        "The file holds no root, so that only the certificates that are there could be looked at",
        "Add the root to the file, or take the dump of the whole configuration, which holds ROOTCA");

    /// <summary>All kinds.</summary>
    public static IEnumerable<FindingKind> All =>
    [
        FileMissing, FileUnreadable, HiddenBlock, LeakedKey, KeyUnreadable, KeyMismatch, NotAnAuthority, MayNotSign, UsageExcludes, UsagePresent, PathTooShort, NoWayToRoot, SameNameOtherKey,
        ChainLacksSigner, ChainOrder, IntermediateAsRoot, RootSigns, Expired, NotYetValid, EndsSoon, OutlivesIssuer, WeakKey, WeakSignature, UnknownAlgorithm, SerialRepeated, SerialShort,
        NamesForbidden, NamesConstrained, PemCarriageReturns, RootRepeated, OtherRoot, OtherRootExpired, RootNotAuthority, IdentifierMismatch, IdentifierMissing, NoRevocationLists, ChainSurplus,
        RefusedOtherwise, SharedAuthority, AlikeAuthorities, ChainRefused, NoIdentity, NoRootGiven,
    ];
}
