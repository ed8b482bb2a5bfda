using Mesh.Core.Registries.Credentials;

namespace Mesh.Core.Tests.Registries;

/// <summary>A source of credentials that has these, one after another each time one has to be new.</summary>
internal sealed class FakeSource(string name, params RegistryCredential?[] credentials) : ICredentialSource
{
    private int asked;

    public string Name => name;

    /// <summary>For each time it was asked, whether for a new one.</summary>
    public List<bool> Asked { get; } = [];

    public Task<RegistryCredential?> FindAsync(string registry, bool renew, CancellationToken cancellation)
    {
        lock (Asked)
        {
            Asked.Add(renew);
            return Task.FromResult(credentials[Math.Min(asked++, credentials.Length - 1)]);
        }
    }
}
