namespace Mesh.Core.Diagnosis.Tctl;

/// <summary>What tctl takes from the machine it runs on.</summary>
public sealed record TctlSurroundings
{
    /// <summary>Looks up an environment variable; null when it is not set. Default: this process's own.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The home directory, for <c>~/.tctl/config</c>. Default: this user's own.</summary>
    public string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>Whether tctl itself may be asked, where there is no file. Default: yes.</summary>
    public bool AsksTool { get; init; } = true;

    /// <summary>Nothing of the machine: only what is configured counts, as in a sandbox.</summary>
    public static TctlSurroundings None { get; } = new() { Variable = _ => null, Home = "", AsksTool = false };
}
