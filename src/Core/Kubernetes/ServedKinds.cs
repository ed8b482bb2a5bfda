using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Objects;

namespace Mesh.Core.Kubernetes;

/// <summary>What a server serves now, by its discovery documents, for verbs that work on all kinds of some groups. Nothing of it is kept: a CRD may come or go in between.</summary>
public static class ServedKinds
{
    /// <summary>Every kind of these groups that can be listed, once for each version that is served: by group and plural, the group's preferred version first.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="isWanted">Which groups.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="MeshException">As for <see cref="ICluster.GetRawAsync"/>: a group that cannot be looked at is an error, never a group without kinds;
    /// <see cref="ExitCode.Unavailable"/> when the answer is no discovery document.</exception>
    public static async Task<IReadOnlyList<ResourceKind>> ListAsync(ICluster cluster, Func<string, bool> isWanted, CancellationToken cancellation)
    {
        var kinds = new List<(ResourceKind Kind, int Rank)>();
        foreach (var group in (await ReadAsync(cluster, "/apis", cancellation)).Items("groups").Where(group => group.Text("name") is { } name && isWanted(name)))
        {
            var preferred = group.Text("preferredVersion", "version");
            var versions = group.Items("versions").Select(item => item.Text("version")).OfType<string>().OrderByDescending(version => version == preferred);
            foreach (var (version, rank) in versions.Select((version, rank) => (version, rank)))
            {
                kinds.AddRange((await OfVersionAsync(cluster, group.Text("name")!, version, cancellation)).Select(kind => (kind, rank)));
            }
        }

        return [.. kinds.OrderBy(item => item.Kind.Group, StringComparer.Ordinal).ThenBy(item => item.Kind.Plural, StringComparer.Ordinal).ThenBy(item => item.Rank).Select(item => item.Kind)];
    }

    private static async Task<IEnumerable<ResourceKind>> OfVersionAsync(ICluster cluster, string group, string version, CancellationToken cancellation)
    {
        JsonObject list;
        try
        {
            list = await ReadAsync(cluster, $"/apis/{Uri.EscapeDataString(group)}/{Uri.EscapeDataString(version)}", cancellation);
        }
        catch (MeshException gone) when (gone.InnerException is ApiException { StatusCode: 404 })
        {
            // Its last CRD went between the two questions.
            return [];
        }

        // A slash marks a subresource such as gateways/status.
        return list.Items("resources")
            .Where(resource => resource.Text("name")?.Contains('/', StringComparison.Ordinal) == false && resource.Elements("verbs").OfType<JsonValue>().Any(verb => verb.TryGetValue<string>(out var text) && text == "list"))
            .Select(resource => new ResourceKind(group, version, resource.Text("name")!, resource.Text("kind") ?? "", resource.Flag("namespaced") == true));
    }

    private static async Task<JsonObject> ReadAsync(ICluster cluster, string path, CancellationToken cancellation)
    {
        var text = await cluster.GetRawAsync(path, cancellation);
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw new JsonException("it is no object");
        }
        catch (JsonException exception)
        {
            throw new MeshException(ExitCode.Unavailable, $"{cluster.Server} answered to {path} with {text.Length} characters that are no discovery document: {exception.Message}",
                "Check that the address in the kubeconfig is an API server, and no proxy or login page in front of it", exception);
        }
    }
}
