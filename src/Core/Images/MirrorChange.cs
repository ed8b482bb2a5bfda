using System.Text;
using Mesh.Core.Changes;
using Mesh.Core.Model;
using Mesh.Core.Registries.Mirroring;

namespace Mesh.Core.Images;

/// <summary>What the change gate is told of copies.</summary>
internal static class MirrorChange
{
    /// <summary>The copy of an image.</summary>
    public static Change Copy(MirrorPlan plan, Func<CancellationToken, Task> execute) => new()
    {
        Target = "registry", Subject = plan.Destination.ToString(), Action = "mirror", Diff = DiffOf(plan), Undo = UndoCopy(plan), Execute = execute,
    };

    /// <summary>A repository that ECR does not have yet.</summary>
    public static Change Repository(ImageRepository repository, Func<CancellationToken, Task> execute) => new()
    {
        Target = "registry", Subject = repository.ToString(), Action = "create repository", Diff = $"+ repository {repository}\n",
        Undo = $"aws ecr delete-repository --repository-name {repository.Path}{Whose(repository.Registry)}", Execute = execute,
    };

    private static string DiffOf(MirrorPlan plan)
    {
        var text = new StringBuilder();
        text.Append($"+ {plan.Destination}\n");
        text.Append($"  from {plan.Source}, digest {plan.SourceDigest}\n");
        if (plan.DigestDiffers)
        {
            text.Append($"  the digest will differ, for a part of the index is copied: {plan.Digest}\n");
        }

        text.Append($"  {(plan.Platforms.Count == 0 ? "no platform is said" : $"platforms {string.Join(", ", plan.Platforms)}")}; {Count(plan.Manifests.Count, "manifest")}\n");
        foreach (var blob in plan.Blobs.Where(blob => !blob.IsThere))
        {
            text.Append($"+ blob {blob.Content.Digest.Short} {ByteCount.Words(blob.Content.Size)}\n");
        }

        var (missing, there) = (plan.Blobs.Count(blob => !blob.IsThere), plan.Blobs.Count(blob => blob.IsThere));
        return text.Append($"  {Count(missing, "blob")} to move, {ByteCount.Words(plan.BytesToMove)}; {there} there already, {ByteCount.Words(plan.BytesThere)}\n").ToString();
    }

    private static string UndoCopy(MirrorPlan plan)
    {
        var (registry, path) = plan.Destination.Repository;
        return Whose(registry) is { Length: > 0 } whose
            ? $"aws ecr batch-delete-image --repository-name {path} --image-ids {(plan.Destination.Tag is { } tag ? $"imageTag={tag}" : $"imageDigest={plan.Digest}")}{whose}"
            // By digest a registry deletes the image with all its tags, which is what its API knows.
            : $"skopeo delete docker://{plan.Destination.At(plan.Digest)}";
    }

    // The account and the region stand in the host: 123456789012.dkr.ecr.eu-west-1.amazonaws.com, and 123456789012.dkr-ecr.eu-west-1.on.aws for both families of addresses.
    private static string Whose(string registry) => registry.Split('.') switch
    {
        [var account, "dkr", "ecr" or "ecr-fips", var region, _, ..] => $" --registry-id {account} --region {region}",
        [var account, "dkr-ecr" or "dkr-ecr-fips", var region, _, ..] => $" --registry-id {account} --region {region}",
        _ => "",
    };

    private static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
