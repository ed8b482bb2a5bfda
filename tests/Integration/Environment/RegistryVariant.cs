namespace Mesh.Integration.Environment;

/// <summary>What kind of registry a test wants. None of it: open, plain HTTP.</summary>
public sealed record RegistryVariant
{
    /// <summary>Everybody may do everything, over plain HTTP.</summary>
    public static readonly RegistryVariant Open = new();

    /// <summary>Only the user AWS, with the registry's own password, as at ECR.</summary>
    public static readonly RegistryVariant WithLogin = new() { Login = true };

    /// <summary>TLS with a certificate of a private authority.</summary>
    public static readonly RegistryVariant WithTls = new() { Tls = true };

    /// <summary>True for a registry that asks for a user and a password.</summary>
    public bool Login { get; init; }

    /// <summary>True for TLS with a certificate of a private authority.</summary>
    public bool Tls { get; init; }

    /// <summary>True for one that keeps nothing on the disk; it has forgotten all when it is started again.</summary>
    public bool InMemory { get; init; }
}
