namespace Mesh.Core.Registries.Http;

/// <summary>The rights that a token is asked for: <c>repository:PATH:pull,push</c>. Source: distribution specification, token authentication scope.</summary>
internal static class Scopes
{
    private const string Repository = "repository:";

    /// <summary>What to ask for: what the challenge says, and what is wanted beside it, such as the right to read the repository that a blob is mounted from.</summary>
    public static IReadOnlyList<string> Of(Challenge challenge, IReadOnlyList<string> wanted)
    {
        var said = Said(challenge);
        // ECR Public's is one word for all of it.
        return said.Length == 0 ? wanted : !IsByRepository(said) ? said : [.. said, .. wanted.Where(want => !said.Any(scope => Covers(scope, want)))];
    }

    /// <summary>The challenge as it holds for other repositories too; null where each has to be asked for its own.</summary>
    public static Challenge? ForAll(Challenge challenge, IReadOnlyList<string> wanted)
    {
        var said = Said(challenge);
        return said.Length == 0 || !IsByRepository(said) ? challenge
            : wanted.Count > 0 && said.All(scope => wanted.Any(want => Covers(want, scope))) ? challenge with { Parameters = challenge.Parameters.Where(pair => !pair.Key.Equals("scope", StringComparison.OrdinalIgnoreCase)).ToDictionary(StringComparer.OrdinalIgnoreCase) }
            : null;
    }

    private static string[] Said(Challenge challenge) => challenge["scope"]?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static bool IsByRepository(string[] scopes) => scopes.All(scope => scope.StartsWith(Repository, StringComparison.Ordinal));

    private static bool Covers(string scope, string want)
    {
        var (cut, wantCut) = (scope.LastIndexOf(':'), want.LastIndexOf(':'));
        return cut >= 0 && wantCut >= 0 && scope[..cut] == want[..wantCut] && want[(wantCut + 1)..].Split(',').All(scope[(cut + 1)..].Split(',').Contains);
    }
}
