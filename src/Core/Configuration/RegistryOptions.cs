using System.Text.Json.Serialization;
using Mesh.Core.Configuration.Rules;

namespace Mesh.Core.Configuration;

/// <summary>A registry with credentials or plain HTTP.</summary>
[OneOf("passwordFromEnv", "passwordFromFile", OrNone = true)]
public sealed record RegistryOptions
{
    /// <summary>Host and port, such as localhost:5000.</summary>
    [Form(Forms.Host, Forms.HostWords)]
    public required string Host { get; init; }

    /// <summary>The user name; null for anonymous.</summary>
    public string? Username { get; init; }

    /// <summary>The environment variable that holds the password. The password itself never stands in the file.</summary>
    [Form(Forms.Variable, Forms.VariableWords)]
    public string? PasswordFromEnv { get; init; }

    /// <summary>The file that holds the password; a leading ~/ is the home folder.</summary>
    [HomePath]
    public string? PasswordFromFile { get; init; }

    /// <summary>True for HTTP without TLS.</summary>
    public bool PlainHttp { get; init; }

    /// <summary>A PEM file of the authorities that its certificate is verified with, beside those this machine trusts; a leading ~/ is the home folder.</summary>
    [HomePath]
    public string? CertificateAuthority { get; init; }

    /// <summary>Host and port to connect to instead, for a mirror, a VPC endpoint or a proxy cache; images keep naming the host.</summary>
    [Form(Forms.Host, Forms.HostWords)]
    public string? Endpoint { get; init; }

    /// <summary>Where the password is; read it when it is needed and no earlier.</summary>
    [JsonIgnore]
    public SecretReference Password => new(PasswordFromEnv, PasswordFromFile);
}
