namespace Mesh.Integration.Environment;

/// <summary>A file of KEY=VALUE lines, as the scripts write them.</summary>
internal static class KeyValueFile
{
    public static IReadOnlyDictionary<string, string> Read(string path) =>
        File.ReadLines(path)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
}
