using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>The mesh's own certificate authorities.</summary>
public sealed record CertificatesOptions
{
    /// <summary>The folder of the root CA: root-cert.pem, and root-key.pem where the key is kept here. Never a folder of a cluster. A leading ~/ is the home folder.</summary>
    [HomePath]
    public string? Root { get; init; }

    /// <summary>The folder that holds a folder per cluster; null for the one beside the root's. A leading ~/ is the home folder.</summary>
    [HomePath]
    public string? Folder { get; init; }

    /// <summary>The clusters that get an intermediate each, by name.</summary>
    [Form("^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", "a name of at most 100 letters, digits, dots, underscores and dashes that begins with a letter or digit, since a folder is named after it")]
    public IReadOnlyList<string> Clusters { get; init; } = [];

    /// <summary>The kind of new keys: rsa4096, p256 or p384.</summary>
    [Form("^(rsa4096|p256|p384)$", "rsa4096, p256 or p384")]
    public string Key { get; init; } = "rsa4096";

    /// <summary>The organization (O) in the subjects.</summary>
    public string Organization { get; init; } = "Istio";

    /// <summary>How many days a new root is valid.</summary>
    [AtLeast(1)]
    public int RootDays { get; init; } = 3650;

    /// <summary>How many days a new intermediate is valid; never longer than its root.</summary>
    [AtLeast(1)]
    public int IntermediateDays { get; init; } = 1825;

    /// <summary>How many days before its end a certificate is warned about.</summary>
    [AtLeast(0)]
    public int WarnDays { get; init; } = 30;

    /// <summary>True when the root's key is kept elsewhere: requests are written to be signed there, and what comes back is taken in.</summary>
    public bool ExternalRoot { get; init; }

    /// <summary>The trust domain of the workloads' identities.</summary>
    public string TrustDomain { get; init; } = "cluster.local";
}
