using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mesh.Core.Findings;

namespace Mesh.Core.Helm.Clearing;

/// <summary>Finds where cleared defaults come out, by rendering the chart with other values in their place.</summary>
/// <param name="render">Renders the release with the defaults and these values over them.</param>
internal sealed class PlaceLearning(Func<JsonObject, Task<ManifestSet>> render)
{
    // A chart that takes no mark in some place is asked about halves of them, and halves of those.
    private const int MostRenders = 48;

    private int renders;

    /// <summary>Learns them all.</summary>
    /// <param name="places">Where they are noted; what is rendered with the defaults is known there.</param>
    /// <param name="defaults">The chart's defaults.</param>
    /// <param name="paths">The cleared paths.</param>
    /// <returns>Those that the chart takes no other value for, so that nothing was learnt of them.</returns>
    public async Task<IReadOnlyList<TrialLeaf>> LearnAsync(ClearedPlaces places, JsonObject defaults, IReadOnlyList<IReadOnlyList<object>> paths)
    {
        var all = TrialValues.Leaves(defaults, paths).ToLookup(leaf => leaf.CanBeTried);
        var (leaves, unproven) = (all[true].ToList(), all[false].ToList());
        await HalveAsync([.. leaves.Where(leaf => TrialValues.Marked([leaf]).Marks.Count > 0)], async part =>
        {
            var (values, marks) = TrialValues.Marked(part);
            Marked(places, await render(values), marks);
        });
        foreach (var value in new[] { true, false })
        {
            await HalveAsync(TrialValues.Turned(leaves, value).Leaves, async part => Turned(places, await render(TrialValues.Turned(part, value).Values), value));
        }

        var twins = new Twins(defaults, paths);
        if (twins.Any && await TryAsync(() => render(twins.Values)) is { } more)
        {
            twins.Learn(places, more);
        }

        places.Complete();
        return unproven;

        async Task HalveAsync(IReadOnlyList<TrialLeaf> part, Func<IReadOnlyList<TrialLeaf>, Task> learn)
        {
            if (part.Count == 0)
            {
                return;
            }

            if (renders++ < MostRenders && await TryAsync(async () => { await learn(part); return places.With; }) is not null)
            {
                return;
            }

            if (part.Count == 1 || renders >= MostRenders)
            {
                unproven.AddRange(part);
                return;
            }

            await HalveAsync([.. part.Take(part.Count / 2)], learn);
            await HalveAsync([.. part.Skip(part.Count / 2)], learn);
        }
    }

    // A chart or a server that does not take a value answers with helm's own code; anything else is no answer to the question.
    private static async Task<ManifestSet?> TryAsync(Func<Task<ManifestSet>> act)
    {
        try
        {
            return await act();
        }
        catch (MeshException exception) when (exception.ExitCode is > 0 and < 64 or ExitCode.MalformedInput)
        {
            return null;
        }
    }

    private static void Marked(ClearedPlaces places, ManifestSet other, IReadOnlyList<string> marks) => Compare(places, other, (mine, spot) =>
    {
        // What a text decides is not the text: it may stay, if it is decided otherwise.
        if (spot?.Node is JsonValue value && Holds(value, marks))
        {
            places.Own(mine);
        }
        else
        {
            places.Derive(mine);
        }
    });

    private static void Turned(ClearedPlaces places, ManifestSet other, bool value) => Compare(places, other, (mine, spot) =>
    {
        if (spot is null && value)
        {
            places.Own(mine);
        }
        else if (spot is not null && mine is JsonValue scalar && scalar.GetValueKind() is JsonValueKind.True or JsonValueKind.False && spot.Node is JsonValue turned && turned.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            places.Own(mine);
        }
        else if (spot is not null)
        {
            places.Derive(mine);
        }
    });

    private static void Compare(ClearedPlaces places, ManifestSet other, Action<JsonNode, Spot?> differs)
    {
        var alignment = Alignment.Of(places.With, other, places.Namespace, sameShape: true);
        foreach (var item in places.With.Objects)
        {
            Look(item.Body);
        }

        void Look(JsonNode? node)
        {
            switch (node)
            {
                case null:
                    return;
                case var _ when alignment.Find(node) is not { } spot:
                    differs(node, null);
                    return;
                case JsonObject map when alignment.Find(node)!.Node is JsonObject:
                    map.Select(pair => pair.Value).ToList().ForEach(Look);
                    return;
                case JsonArray list when alignment.Find(node)!.Node is JsonArray:
                    list.ToList().ForEach(Look);
                    return;
                case var _ when !JsonNode.DeepEquals(node, alignment.Find(node)!.Node):
                    differs(node, alignment.Find(node));
                    return;
            }
        }
    }

    private static bool Holds(JsonValue value, IReadOnlyList<string> marks)
    {
        var text = value.ToString();
        var buffer = new byte[text.Length];
        var decoded = text.Length % 4 == 0 && Convert.TryFromBase64String(text, buffer, out var count) ? Encoding.UTF8.GetString(buffer, 0, count) : "";
        return marks.Any(mark => text.Contains(mark, StringComparison.Ordinal) || decoded.Contains(mark, StringComparison.Ordinal));
    }
}
