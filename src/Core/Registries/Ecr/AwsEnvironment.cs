namespace Mesh.Core.Registries.Ecr;

/// <summary>Tells whether this run was given AWS credentials, without loading the AWS SDK or asking anybody.</summary>
internal static class AwsEnvironment
{
    private static readonly string[] Variables = ["AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];
    private static readonly (string Variable, string Name)[] Files = [("AWS_SHARED_CREDENTIALS_FILE", "credentials"), ("AWS_CONFIG_FILE", "config")];

    /// <summary>The variables that are set and name credentials on purpose.</summary>
    /// <param name="surroundings">The environment.</param>
    public static IReadOnlyList<string> Names(RegistrySurroundings surroundings) => [.. Variables.Where(name => !string.IsNullOrWhiteSpace(surroundings.Variable(name)))];

    /// <summary>True where a variable or a file of the user's names some; an instance's role is not looked for.</summary>
    /// <param name="surroundings">The environment and the home folder.</param>
    public static bool IsConfigured(RegistrySurroundings surroundings) =>
        Names(surroundings).Count > 0 || Files.Any(file => File.Exists(surroundings.Variable(file.Variable) is { Length: > 0 } path ? path : Path.Combine(surroundings.Home, ".aws", file.Name)));
}
