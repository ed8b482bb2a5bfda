using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Helm;
using Mesh.Sandbox.Text;

namespace Mesh.Sandbox.Helm;

/// <summary>The values of a release: what is generated, its files in order, then what is set, then what is cleared.</summary>
internal static class ReleaseValues
{
    public static JsonObject Of(HelmRelease release)
    {
        var values = release.Generated?.Copy() ?? [];
        foreach (var file in release.ValuesFiles)
        {
            if (!File.Exists(file))
            {
                throw new MeshException(ExitCode.NoInput, $"there is no values file {file}", "Check the path and the working directory");
            }

            foreach (var document in ScenarioText.Read(File.ReadAllText(file), file))
            {
                // A null here clears a chart's default, so it has to stay.
                values = Overlay(values, ScenarioText.ToJson(document, file) as JsonObject ?? []);
            }
        }

        foreach (var (path, value) in release.Set.Concat(release.Clear.Select(path => KeyValuePair.Create(path, (JsonNode?)null))))
        {
            var keys = path.Split('.');
            var map = values;
            foreach (var key in keys[..^1])
            {
                map = map.Ensure(key);
            }

            map[keys[^1]] = value?.DeepClone();
        }

        return release.Trial is { } trial ? Overlay(values, trial) : values;
    }

    /// <summary>The patch that turns what the last revision wrote into what this one writes: fields it no longer has are null.</summary>
    public static JsonObject PatchBetween(JsonObject old, JsonObject wanted)
    {
        var patch = wanted.Copy();
        foreach (var (key, value) in old)
        {
            if (!wanted.TryGetPropertyValue(key, out var now))
            {
                patch[key] = null;
            }
            else if (value is JsonObject before && now is JsonObject after)
            {
                patch[key] = PatchBetween(before, after);
            }
        }

        return patch;
    }

    private static JsonObject Overlay(JsonObject below, JsonObject above)
    {
        foreach (var (key, value) in above)
        {
            below[key] = value is JsonObject map && below[key] is JsonObject under ? Overlay(under.Copy(), map) : value?.DeepClone();
        }

        return below;
    }
}
