namespace Mesh.Core.Diagnosis.Tctl;

/// <summary>What tctl takes from the machine it runs on.</summary>
public sealed record TctlSurroundings
{
    /// <summary>Looks up an environment variable; null when it is not set. Default: this process's own.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The home directory, for <c>~/.tctl/config</c>. Default: this user's own.</summary>
    public string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
