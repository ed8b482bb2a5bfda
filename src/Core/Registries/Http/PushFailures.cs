using Mesh.Core.Findings;
using Mesh.Core.Model;

namespace Mesh.Core.Registries.Http;

/// <summary>What it means that a registry does not take what is pushed.</summary>
internal static class PushFailures
{
    // Registries say 403 also where the right is there and a rule forbids it.
    private static readonly string[] Rules = ["immutable", "quota", "cannot be overwritten", "already exists", "exceed", "retention"];

    public static MeshException Of(RegistryAnswer answer, string what, ImageRepository repository, RegistryEndpoint endpoint)
    {
        var words = RegistryErrors.Words(answer);
        return (int)answer.Status switch
        {
            404 when RegistryErrors.Has(answer, "NAME_UNKNOWN", "REPOSITORY_NOT_FOUND") => new RegistryException(RegistryFault.RepositoryMissing, words).With(
                $"{endpoint.Describe()} has no repository {repository.Path} to push to ({words})", "Make the repository first; for ECR, images.mirror.createRepositories does"),
            400 or 404 when RegistryErrors.Has(answer, "MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN") => new RegistryException(RegistryFault.BlobMissing, words).With(
                $"{endpoint.Describe()} does not have all that {what} names ({words})", "Push its layers and children first"),
            403 when Rules.Any(rule => words.Contains(rule, StringComparison.OrdinalIgnoreCase)) => RegistryErrors.PushRefused(endpoint, what, words),
            401 or 403 or 408 or 429 or >= 500 => RegistryErrors.Of(answer, what, endpoint),
            >= 400 => RegistryErrors.PushRefused(endpoint, what, words),
            _ => RegistryErrors.Of(answer, what, endpoint),
        };
    }
}
