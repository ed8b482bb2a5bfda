namespace Mesh.Core.Kubernetes.Credentials;

/// <summary>Gives each request its identity. Thread-safe.</summary>
internal interface ICredential
{
    ValueTask<Identity> GetAsync(CancellationToken cancellation);

    /// <summary>The server answered 401 to an identity.</summary>
    /// <returns>True when asking again may give another one.</returns>
    bool Renew(Identity refused);
}
