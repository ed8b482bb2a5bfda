namespace Mesh.Core.Kubernetes;

/// <summary>A service account, and the names that Kubernetes gives it as a user.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
internal sealed record ServiceAccountName(string Namespace, string Name)
{
    private const string Prefix = "system:serviceaccount:";

    /// <summary>As a user: <c>system:serviceaccount:beta:web</c>.</summary>
    public string User => $"{Prefix}{Namespace}:{Name}";

    /// <summary>The groups it is in.</summary>
    public IReadOnlyList<string> Groups => ["system:serviceaccounts", $"system:serviceaccounts:{Namespace}", "system:authenticated"];

    /// <summary>The account that a user's name means; null where it means none.</summary>
    public static ServiceAccountName? Of(string? user) =>
        user is not null && user.StartsWith(Prefix, StringComparison.Ordinal) && user[Prefix.Length..].Split(':') is [{ Length: > 0 } ns, { Length: > 0 } name] ? new(ns, name) : null;

    /// <summary>As people write it: <c>serviceaccount/web in beta</c>.</summary>
    public override string ToString() => ResourceKind.ServiceAccount.Describe(Namespace, Name);
}
