using System.Text.Json.Nodes;
using Mesh.Core.Findings;
using Mesh.Core.Model.Yaml;

namespace Mesh.Core.Helm;

/// <summary>Reads the values files of a release.</summary>
internal static class ValuesFile
{
    /// <summary>What is generated, then its files in order.</summary>
    /// <exception cref="MeshException"><see cref="ExitCode.NoInput"/> when one is not there; <see cref="ExitCode.MalformedInput"/> with its place when one is no YAML.</exception>
    public static IReadOnlyList<JsonObject> Read(HelmRelease release)
    {
        try
        {
            return [.. new[] { release.Generated }.OfType<JsonObject>(), .. release.ValuesFiles.SelectMany(file => YamlDocuments.Parse(File.ReadAllText(file), file)).OfType<JsonObject>()];
        }
        catch (YamlSyntaxException exception)
        {
            throw new MeshException(ExitCode.MalformedInput, exception.Message, "Mend the values file there", exception);
        }
    }
}
