using System.Net;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Registries.Http;

/// <summary>Lists the tags of one registry's repositories, page by page. Source: OCI distribution specification, content discovery.</summary>
internal sealed class TagCalls(RegistryDoor door)
{
    private const int PageSize = 1000;
    private const int MostPages = 1000;

    /// <summary>The tags, at most so many.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(ImageRepository repository, int most, CancellationToken cancellation)
    {
        var tags = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var next = $"v2/{repository.Path}/tags/list?n={Math.Clamp(most, 1, PageSize)}"; next is not null && tags.Count < most;)
        {
            if (!seen.Add(next) || seen.Count > MostPages)
            {
                throw RegistryErrors.Invalid(door.Endpoint, What(repository), "its pages never end");
            }

            var answer = await door.AskAsync(new RegistryRequest(HttpMethod.Get, next, What(repository), RegistryRequest.Pull(repository.Path)), cancellation);
            if (!answer.IsSuccess)
            {
                throw answer.Status == HttpStatusCode.NotFound
                    ? new RegistryException(RegistryFault.RepositoryMissing, RegistryErrors.Words(answer)).With(
                        $"{door.Endpoint.Describe()} has no repository {repository.Path} ({RegistryErrors.Words(answer)})", "Correct the repository's name, or push to it")
                    : RegistryErrors.Of(answer, What(repository), door.Endpoint);
            }

            var body = answer.TryReadObject() ?? throw RegistryErrors.Invalid(door.Endpoint, What(repository), "it is no JSON object");
            // A repository without tags has null for a list.
            tags.AddRange(body.Elements("tags").Select(tag => tag is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw RegistryErrors.Invalid(door.Endpoint, What(repository), "a tag in it is no text")).Take(most - tags.Count));
            next = Next(answer, repository);
        }

        return tags;
    }

    /// <summary>The tags; null when the repository is not there; none where the registry does not list them.</summary>
    public async Task<IReadOnlyList<string>?> TryListAsync(ImageRepository repository, int most, CancellationToken cancellation)
    {
        try
        {
            return await ListAsync(repository, most, cancellation);
        }
        catch (MeshException exception) when (exception.InnerException is RegistryException { Fault: var fault })
        {
            return fault == RegistryFault.RepositoryMissing ? null : [];
        }
    }

    // Link: </v2/name/tags/list?last=x&n=1000>; rel="next"
    private string? Next(RegistryAnswer answer, ImageRepository repository)
    {
        if (answer.Header("Link") is not { } link || !link.Contains("next", StringComparison.OrdinalIgnoreCase) || link.IndexOf('<', StringComparison.Ordinal) is not (>= 0 and var open) || link.IndexOf('>', open) is not (>= 0 and var close))
        {
            return null;
        }

        return Uri.TryCreate(answer.Address, link[(open + 1)..close], out var next) && next.Authority == answer.Address.Authority && next.Scheme == answer.Address.Scheme
            ? next.AbsoluteUri
            : throw RegistryErrors.Invalid(door.Endpoint, What(repository), "its next page is elsewhere");
    }

    private static string What(ImageRepository repository) => $"the tags of {repository}";
}
