namespace Mesh.Contracts;

/// <summary>A registry that has to keep the contract.</summary>
/// <param name="Host">Its host and port, as images name it.</param>
/// <param name="Handlers">Takes the place of the network; null for the network.</param>
public sealed record RegistryUnderContract(string Host, Func<string, HttpMessageHandler>? Handlers);
