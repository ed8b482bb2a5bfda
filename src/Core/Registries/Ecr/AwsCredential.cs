namespace Mesh.Core.Registries.Ecr;

/// <summary>What an AWS request is signed with.</summary>
/// <param name="AccessKeyId">The name of the key; no secret.</param>
/// <param name="SecretAccessKey">The key.</param>
/// <param name="SessionToken">What belongs to a temporary key; null for a lasting one.</param>
internal sealed record AwsCredential(string AccessKeyId, string SecretAccessKey, string? SessionToken = null)
{
    /// <summary>Without the secrets.</summary>
    public override string ToString() => $"access key {AccessKeyId}";
}
