namespace Mesh.Core.Registries;

/// <summary>What a registry client takes from the machine it runs on.</summary>
public sealed record RegistrySurroundings
{
    /// <summary>Looks up an environment variable; null when it is not set. Default: this process's own.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The home directory, for <c>~/.docker/config.json</c>. Default: this user's own.</summary>
    public string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>Whether ECR's registries are asked with the AWS credentials of this process, and their repositories by AWS' own interface. Default true; false where registries are in memory.</summary>
    public bool Aws { get; init; } = true;
}
