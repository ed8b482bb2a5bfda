namespace Mesh.Core.Configuration;

/// <summary>A registry with credentials or plain HTTP.</summary>
public sealed record RegistryOptions
{
    /// <summary>Host and port, such as localhost:5000.</summary>
    public string Host { get; init; } = "";

    /// <summary>The user name; null for anonymous.</summary>
    public string? Username { get; init; }

    /// <summary>The environment variable that holds the password.</summary>
    public string? PasswordFromEnv { get; init; }

    /// <summary>The file that holds the password.</summary>
    public string? PasswordFromFile { get; init; }

    /// <summary>True for HTTP without TLS.</summary>
    public bool PlainHttp { get; init; }
}
