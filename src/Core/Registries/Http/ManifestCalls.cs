using System.Net;
using System.Net.Http.Headers;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Registries.Ecr;
using Mesh.Core.Registries.Manifests;

namespace Mesh.Core.Registries.Http;

/// <summary>Gets and puts the manifests of one registry. Source: OCI distribution specification.</summary>
internal sealed class ManifestCalls(RegistryDoor door, TagCalls tags)
{
    private const int NearTags = 5;
    private const int TagsToCompare = 1000;
    private static readonly string[] Accept = [MediaTypes.OciIndex, MediaTypes.DockerList, MediaTypes.OciImage, MediaTypes.DockerImage];

    /// <summary>The manifest that an image names.</summary>
    public async Task<Manifest> GetAsync(ImageReference image, CancellationToken cancellation)
    {
        var answer = await AskAsync(image, cancellation);
        return answer.IsSuccess ? Read(image, answer) : throw await MissingAsync(image, answer, cancellation);
    }

    /// <summary>The same; null when it is not there.</summary>
    public async Task<Manifest?> FindAsync(ImageReference image, CancellationToken cancellation)
    {
        var answer = await AskAsync(image, cancellation);
        return answer.IsSuccess ? Read(image, answer) : answer.Status == HttpStatusCode.NotFound ? null : throw RegistryErrors.Of(answer, What(image), door.Endpoint);
    }

    /// <summary>Puts a manifest and makes sure that these bytes are what is there.</summary>
    public async Task PutAsync(ImageReference image, Manifest manifest, CancellationToken cancellation)
    {
        var what = What(image);
        var answer = await door.AskAsync(
            new RegistryRequest(HttpMethod.Put, Path(image), what, RegistryRequest.Push(image.Repository.Path))
            {
                // A registry may look into every blob before it answers.
                Limit = TimeSpan.FromMinutes(2),
                Content = () => new ReadOnlyMemoryContent(manifest.Body) { Headers = { ContentType = new MediaTypeHeaderValue(manifest.MediaType) } },
            },
            cancellation);
        if (!answer.IsSuccess)
        {
            throw PushFailures.Of(answer, what, image.Repository, door.Endpoint);
        }

        var stored = answer.Header("Docker-Content-Digest") is { } said ? said : (await GetAsync(image, cancellation)).Digest.ToString();
        if (stored != manifest.Digest.ToString())
        {
            throw RegistryErrors.Invalid(door.Endpoint, what, $"it stored {(Digest.TryParse(stored, out var other) ? other : "something else")} where {manifest.Digest} was put");
        }
    }

    private async Task<RegistryAnswer> AskAsync(ImageReference image, CancellationToken cancellation) =>
        await door.AskAsync(new RegistryRequest(HttpMethod.Get, Path(image), What(image), RegistryRequest.Pull(image.Repository.Path)) { Accept = Accept }, cancellation);

    private static string Path(ImageReference image) => $"v2/{image.Repository.Path}/manifests/{image.Wanted}";

    private static string What(ImageReference image) => $"the manifest of {image}";

    private Manifest Read(ImageReference image, RegistryAnswer answer)
    {
        try
        {
            return ManifestReader.Read(answer.Body, answer.MediaType, Verified(image, answer));
        }
        catch (RegistryException exception) when (exception.Fault == RegistryFault.SchemaOne)
        {
            throw exception.With($"{image} is a manifest of Docker schema 1, which container runtimes no longer pull", "Build and push the image anew with a tool of today");
        }
        catch (RegistryException exception)
        {
            throw RegistryErrors.Invalid(door.Endpoint, What(image), exception.Message, exception);
        }
    }

    private static Digest Verified(ImageReference image, RegistryAnswer answer)
    {
        if (image.Digest is { } pinned)
        {
            return pinned.Matches(answer.Body.Span) ? pinned : throw ManifestReader.Invalid($"its digest is {Digest.Of(answer.Body.Span)}, not {pinned}");
        }

        if (answer.Header("Docker-Content-Digest") is not { } said)
        {
            return Digest.Of(answer.Body.Span);
        }

        return !Digest.TryParse(said, out var digest) ? throw ManifestReader.Invalid("its Docker-Content-Digest is no digest")
            : digest.Matches(answer.Body.Span) ? digest
            : throw ManifestReader.Invalid($"its digest is {Digest.Of(answer.Body.Span)}, not {digest} as its Docker-Content-Digest says");
    }

    private async Task<MeshException> MissingAsync(ImageReference image, RegistryAnswer answer, CancellationToken cancellation)
    {
        if (answer.Status != HttpStatusCode.NotFound)
        {
            return RegistryErrors.Of(answer, What(image), door.Endpoint);
        }

        var words = RegistryErrors.Words(answer);
        // Registries say MANIFEST_UNKNOWN of a repository that does not exist as well; asked for its tags they tell.
        var known = RegistryErrors.Has(answer, "NAME_UNKNOWN") ? null : await tags.TryListAsync(image.Repository, TagsToCompare, cancellation);
        return known is null
            ? new RegistryException(RegistryFault.RepositoryMissing, words).With($"{door.Endpoint.Describe()} has no repository {image.Repository.Path} ({words})", RepositoryRemedy(image))
            : new RegistryException(RegistryFault.TagMissing, words).With(
                image.Digest is { } digest ? $"{image.Repository} has no manifest {digest} ({words})" : $"{image.Repository} has no tag {image.Tag} ({words})",
                image.Digest is null && Near(image.Tag!, known) is { Count: > 0 } near ? $"Near are {string.Join(", ", near)}; correct the tag, or push the image" : "Correct the tag or digest, or push the image");
    }

    private static string RepositoryRemedy(ImageReference image) => EcrRepositories.Knows(image.Repository.Registry)
        ? "Correct the image's name, push it, or make the pull-through rule that its prefix needs"
        : "Correct the image's name, or push it";

    private static List<string> Near(string tag, IReadOnlyList<string> tags)
    {
        var (near, left) = (new List<string>(), tags.ToList());
        while (near.Count < NearTags && NearestName.Of(tag, left) is { } next)
        {
            near.Add(next);
            left.Remove(next);
        }

        return near;
    }
}
