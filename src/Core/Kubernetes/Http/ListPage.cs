using System.Text.Json.Nodes;

namespace Mesh.Core.Kubernetes.Http;

/// <summary>A page of a list.</summary>
/// <param name="Items">Its objects, whole: with the apiVersion and kind that servers leave out in lists.</param>
/// <param name="ResourceVersion">The state the whole list is of, from which a watch goes on.</param>
/// <param name="Next">What to ask the next page with; null after the last.</param>
internal sealed record ListPage(IReadOnlyList<JsonObject> Items, string ResourceVersion, string? Next);
