namespace Mesh.Core.Kubernetes.Credentials;

/// <summary>An identity that never changes: a token, a user name and password, a client certificate, or nobody.</summary>
internal sealed class FixedCredential(Identity identity) : ICredential
{
    public ValueTask<Identity> GetAsync(CancellationToken cancellation) => new(identity);

    public bool Renew(Identity refused) => false;
}
