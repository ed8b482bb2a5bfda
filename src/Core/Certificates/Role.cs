namespace Mesh.Core.Certificates;

/// <summary>On which side of a connection a certificate is shown.</summary>
public enum Role
{
    /// <summary>The server shows it, and a client verifies it.</summary>
    Server,

    /// <summary>The client shows it, and a server verifies it.</summary>
    Client,
}
