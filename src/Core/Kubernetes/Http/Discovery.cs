using System.Collections.Concurrent;
using System.Net;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>Which kinds a server serves. What was found is kept; what was not found is asked again, since an installation may have brought it.</summary>
internal sealed class Discovery(ApiTransport transport)
{
    private readonly ConcurrentDictionary<(string ApiVersion, string Kind), ResourceKind> found = [];

    public async Task<ResourceKind?> FindAsync(string apiVersion, string kind, CancellationToken cancellation)
    {
        if (found.TryGetValue((apiVersion, kind), out var known))
        {
            return known;
        }

        var (group, version) = Split(apiVersion);
        var path = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        var request = ApiRequest.Get(path, $"list the kinds of {apiVersion}");
        var response = await transport.SendAsync(request, cancellation);
        if (response.Status == HttpStatusCode.NotFound)
        {
            return null;
        }

        var list = response.IsSuccess ? response.ReadObject(transport.Endpoint) : throw ApiErrors.ToMeshException(response, transport.Endpoint, request);
        foreach (var resource in list.Items("resources"))
        {
            // A slash marks a subresource such as deployments/scale, whose kind may be any.
            if (resource.Text("name") is { } plural && !plural.Contains('/', StringComparison.Ordinal) && resource.Text("kind") is { } name)
            {
                found.TryAdd((apiVersion, name), new ResourceKind(group, version, plural, name, resource.Flag("namespaced") == true));
            }
        }

        return found.GetValueOrDefault((apiVersion, kind));
    }

    private static (string Group, string Version) Split(string apiVersion)
    {
        var parts = apiVersion.Split('/');
        var wellFormed = parts.Length is 1 or 2 && parts.All(part => part.Length > 0 && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.') && part is not ("." or ".."));
        return wellFormed
            ? parts is [var group, var version] ? (group, version) : ("", parts[0])
            : throw new MeshException(ExitCode.MalformedInput, $"'{apiVersion}' is no apiVersion", "Write it as v1 or apps/v1");
    }
}
