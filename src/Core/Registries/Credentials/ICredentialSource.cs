namespace Mesh.Core.Registries.Credentials;

/// <summary>One place from which a registry's credential may come: mesh.yaml, Docker's configuration, AWS.</summary>
internal interface ICredentialSource
{
    /// <summary>The place in words, for messages: <c>mesh.yaml</c>, <c>~/.docker/config.json</c>, <c>AWS credentials</c>.</summary>
    string Name { get; }

    /// <summary>The credential for a registry; null when this place has none for it. What it gives is in the run's secrets already.</summary>
    /// <param name="registry">The registry's host and perhaps port as images name it.</param>
    /// <param name="renew">True when the last one was refused, so that one that was kept must be made anew.</param>
    /// <param name="cancellation">Stops it.</param>
    Task<RegistryCredential?> FindAsync(string registry, bool renew, CancellationToken cancellation);
}
