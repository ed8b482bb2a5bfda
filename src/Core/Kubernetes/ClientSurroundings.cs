namespace Mesh.Core.Kubernetes;

/// <summary>What a Kubernetes client takes from the machine it runs on.</summary>
public sealed record ClientSurroundings
{
    /// <summary>Looks up an environment variable; null when it is not set. Default: this process's own.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The home directory, for <c>~/.kube/config</c>. Default: this user's own.</summary>
    public string Home { get; init; } = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    /// <summary>The directory in which a pod finds <c>token</c> and <c>ca.crt</c> of its service account.</summary>
    public string ServiceAccount { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";
}
