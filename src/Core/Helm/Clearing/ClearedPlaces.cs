using System.Text.Json.Nodes;

namespace Mesh.Core.Helm.Clearing;

/// <summary>A place of a rendered object, as people read it.</summary>
/// <param name="Subject">The object: <c>service/web in beta</c>.</param>
/// <param name="Path">The path in it; empty for the whole object.</param>
/// <param name="Spot">Where it is.</param>
internal sealed record ClearedPlace(string Subject, string Path, Spot Spot)
{
    public override string ToString() => Path.Length == 0 ? Subject : $"{Subject} {Path}";
}

/// <summary>The places of a release's objects, as rendered with the defaults, that come from defaults which have to go.</summary>
/// <param name="with">The objects as rendered with them.</param>
/// <param name="ns">The release's namespace.</param>
internal sealed class ClearedPlaces(ManifestSet with, string ns)
{
    private readonly HashSet<JsonNode> owned = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<JsonNode> derived = new(ReferenceEqualityComparer.Instance);

    /// <summary>The objects as rendered with the defaults.</summary>
    public ManifestSet With => with;

    /// <summary>The release's namespace.</summary>
    public string Namespace => ns;

    /// <summary>A place that holds nothing but such a default: it has to be gone.</summary>
    public void Own(JsonNode node) => owned.Add(node);

    /// <summary>A place that is what it is because of such a default, a hash over it or what a template decides by it: it may stay, and has to be another.</summary>
    public void Derive(JsonNode node) => derived.Add(node);

    /// <summary>Containers that hold nothing but such places are such places themselves.</summary>
    public void Complete()
    {
        foreach (var item in with.Objects)
        {
            Rise(item.Body);
        }

        bool Rise(JsonNode? node)
        {
            if (node is null)
            {
                return false;
            }

            var children = node switch
            {
                JsonObject map => map.Select(pair => pair.Value).ToList(),
                JsonArray list => [.. list],
                _ => [],
            };
            var all = children.Select(Rise).ToList();
            if (all.Count > 0 && all.TrueForAll(isOwned => isOwned))
            {
                owned.Add(node);
            }

            return owned.Contains(node);
        }
    }

    /// <summary>Those that are still there, and so the default is: outermost ones, in the order of the objects. A null and what is empty counts as being there.</summary>
    /// <param name="rendered">The objects to look at.</param>
    /// <returns>What can be taken out, and what only shows that the default still counts.</returns>
    public (IReadOnlyList<ClearedPlace> Left, IReadOnlyList<ClearedPlace> Decided) In(ManifestSet rendered)
    {
        var alignment = Alignment.Of(with, rendered, ns, sameShape: false);
        var (left, decided) = (new List<ClearedPlace>(), new List<ClearedPlace>());
        foreach (var item in with.Objects)
        {
            Look(item.Subject, "", item.Body);
        }

        return (left, decided);

        void Look(string subject, string path, JsonNode? node)
        {
            if (node is null || alignment.Find(node) is not { } spot)
            {
                return;
            }

            if (owned.Contains(node))
            {
                left.Add(new(subject, path, spot));
            }
            else if (derived.Contains(node))
            {
                if (JsonNode.DeepEquals(node, spot.Node))
                {
                    decided.Add(new(subject, path, spot));
                }
            }
            else if (node is JsonObject map)
            {
                foreach (var (key, value) in map)
                {
                    Look(subject, path.Length == 0 ? key : $"{path}.{key}", value);
                }
            }
            else if (node is JsonArray list)
            {
                for (var index = 0; index < list.Count; index++)
                {
                    Look(subject, $"{path}[{index}]", list[index]);
                }
            }
        }
    }

    /// <summary>The objects without the places that are still there.</summary>
    public ManifestSet Without(ManifestSet rendered)
    {
        var copy = new ManifestSet([.. rendered.Objects.Select(item => item with { Body = (JsonObject)item.Body.DeepClone() })]);
        var left = In(copy).Left;
        foreach (var place in left.Where(place => place.Spot.Key is not null))
        {
            ((JsonObject)place.Spot.Parent!).Remove(place.Spot.Key!);
        }

        // From the end, so that places stay what they are.
        foreach (var place in left.Where(place => place.Spot is { Key: null, Parent: JsonArray }).OrderByDescending(place => place.Spot.Index))
        {
            ((JsonArray)place.Spot.Parent!).RemoveAt(place.Spot.Index);
        }

        var gone = left.Where(place => place.Spot.Parent is null).Select(place => place.Spot.Node!).ToHashSet(ReferenceEqualityComparer.Instance);
        return new([.. copy.Objects.Where(item => !gone.Contains(item.Body))]);
    }
}
